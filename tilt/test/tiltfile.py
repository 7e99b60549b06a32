"""Reads the Tiltfile with stand-ins for Tilt's functions and prints what it names, as JSON.

Starlark is a part of Python, so the file runs as it is."""

import json
import subprocess
import sys

resources = []
buttons = []
commands = []


def local(command, quiet=False, echo_off=False):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout.decode()


def local_resource(name, **fields):
    resources.append({"name": name, **fields})


class v1alpha1:
    ui_component_location = dict
    ui_input_spec = dict
    ui_text_input_spec = dict
    start_on_spec = dict

    @staticmethod
    def ui_button(**fields):
        buttons.append(fields)

    @staticmethod
    def cmd(**fields):
        commands.append(fields)


names = {
    "local": local,
    "local_resource": local_resource,
    "decode_json": json.loads,
    "probe": lambda **fields: fields,
    "http_get_action": lambda **fields: fields,
    "exec_action": lambda command: {"command": command},
    "link": lambda url, title: {"url": url, "title": title},
    "v1alpha1": v1alpha1,
    "TRIGGER_MODE_MANUAL": "manual",
}
with open("Tiltfile") as file:
    exec(compile(file.read(), "Tiltfile", "exec"), names)
json.dump({"resources": resources, "buttons": buttons, "commands": commands}, sys.stdout)
