# A site configuration for a build directory that holds no tools.
import os

config.vyre_src_root = os.environ["SOURCES"]
config.vyre_obj_root = os.path.dirname(__file__)
config.vyre_plugin = ""
config.llvm_tools_dir = os.environ["LLVM_TOOLS"]
config.python_executable = ""

lit_config.load_config(
    config, os.path.join(config.vyre_src_root, "test", "lit.cfg.py"))
