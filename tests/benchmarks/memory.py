"""`python -m tests.benchmarks.memory`: what a kernel holds with every tab of a lab shown."""

import subprocess

from jupyter_client.manager import start_new_kernel

from simlib import shipped_scenarios

CODE = """
from pathlib import Path
from simlib import load_scenario
from simlib.panels import Lab
lab = Lab(load_scenario({name!r}), draft=None)
for tab in range(len(lab.tabs.children)):
    lab.tabs.selected_index = tab
frames = lab.graph.graph.edges_frame(), lab.matrix.frame()
display(lab)
status = Path("/proc/self/status").read_text(encoding="utf-8")
print(int(status.partition("VmHWM:")[2].split()[0]) / 1024)
"""


def kernel_mebibytes(name: str) -> float:
    """The most that a kernel held, with all of a scenario shown (Linux)."""
    manager, client = start_new_kernel(stderr=subprocess.DEVNULL)
    said: list[str] = []
    try:
        client.execute_interactive(
            CODE.format(name=name),
            timeout=60,
            output_hook=lambda message: said.append(message["content"].get("text", "")),
        )
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    return float("".join(said).split()[-1])


if __name__ == "__main__":
    for name in shipped_scenarios():
        print(f"{name:32}{kernel_mebibytes(name):8.1f} MiB")
