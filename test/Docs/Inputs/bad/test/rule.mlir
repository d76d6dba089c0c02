// The case that the message needs: @vyre_aa_04_case
