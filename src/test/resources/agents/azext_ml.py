"""Stands in for the extension ml: the real Azure CLI installs, loads and runs it, with files in place of Azure."""
import os

from azure.cli.core import AzCommandsLoader
from azure.cli.core.commands import CliCommandType
from azure.core.exceptions import ResourceNotFoundError


def _computes():
    return os.path.join(os.environ["AZ_STATE"], "computes")


def show_compute(resource_group_name, workspace_name, name):
    with open(_computes()) as computes:
        if f"{workspace_name}/{name}" in computes.read().split():
            return {"name": name}
    raise ResourceNotFoundError(f"(ResourceNotFound) The compute {name} was not found.")


def create_compute(resource_group_name, workspace_name, name, size, min_instances, max_instances, tier, compute_type):
    with open(_computes(), "a") as computes:
        computes.write(f"{workspace_name}/{name} {size} {min_instances}-{max_instances} {tier}\n")
    return {"name": name}


class Commands(AzCommandsLoader):
    def __init__(self, cli_ctx=None):
        functions = CliCommandType(operations_tmpl="azext_ml#{}")
        super().__init__(cli_ctx=cli_ctx, custom_command_type=functions)

    def load_command_table(self, args):
        with self.command_group("ml compute") as group:
            group.custom_command("show", "show_compute")
            group.custom_command("create", "create_compute")
        return self.command_table

    def load_arguments(self, command):
        with self.argument_context("ml") as arguments:
            arguments.argument("workspace_name", options_list=["--workspace-name", "-w"], configured_default="workspace")
            arguments.argument("name", options_list=["--name", "-n"])
            arguments.argument("compute_type", options_list=["--type", "-t"])


COMMAND_LOADER_CLS = Commands
