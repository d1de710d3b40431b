"""One step of one prover, run by compare.py in a process of its own, by the interpreter of the prover's environment:

    python steps.py PEER STEP FOLDER

FOLDER holds integer.onnx, fixed.onnx, input.bin (bytes) and input.json (fractions); steps leave their files there. The last line
on standard output is a JSON object with the processor time and the wall time of the step itself, without the interpreter's start.
"""

import json
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import time


class Ezkl:
    """Halo2 with KZG over BN254. Input and outputs public, weights fixed in the circuit."""

    def __init__(self):
        import ezkl

        self.ezkl = ezkl

    def accepts(self):
        """Whether it takes the integer network."""
        self.ezkl.gen_settings("integer.onnx", "integer.settings", self.ezkl.PyRunArgs())

    def compile(self):
        """Its own choice of scales and rows; how many rows decides which reference string it needs."""
        arguments = self.ezkl.PyRunArgs()
        scale = arguments.input_scale
        data = json.loads(pathlib.Path("input.json").read_text())["input"]
        pathlib.Path("data.json").write_text(json.dumps({"input_data": [data]}))
        self.ezkl.gen_settings("fixed.onnx", "settings.json", arguments)
        self.ezkl.calibrate_settings("data.json", "fixed.onnx", "settings.json", "resources", 2, [scale], [1], None)
        self.ezkl.compile_circuit("fixed.onnx", "circuit", "settings.json")
        return {"rows_log2": self.rows()}

    def rows(self):
        return json.loads(pathlib.Path("settings.json").read_text())["run_args"]["logrows"]

    def reference(self):
        return os.path.join(os.environ["PEERS_REFERENCE_STRINGS"], f"{self.rows()}.srs")

    def reference_string(self):
        """Made here, not of a ceremony: worth nothing but for measuring. Kept, since every network of this size can use it."""
        if not os.path.exists(self.reference()):
            self.ezkl.gen_srs(self.reference() + ".part", self.rows())
            os.rename(self.reference() + ".part", self.reference())

    def setup(self):
        self.ezkl.setup("circuit", "vk", "pk", self.reference(), None, False)

    def witness(self):
        self.ezkl.gen_witness("data.json", "circuit", "witness.json", None, None)

    def prove(self):
        self.ezkl.prove("witness.json", "circuit", "pk", "proof", self.reference())
        proof = json.loads(pathlib.Path("proof").read_text())
        # The file is JSON; what a verifier needs of it are these bytes, beside the public numbers.
        return {"proof_bytes": len(proof["hex_proof"]) // 2 - 1}

    def verify(self):
        assert self.ezkl.verify("proof", "settings.json", "vk", self.reference(), False)

    keys = ("pk", "vk")


class JstproveExpander:
    """JSTprove 2.1: Expander's GKR with Hyrax over BN254."""

    def __init__(self):
        import python.core

        self.binaries = pathlib.Path(python.core.__path__[0]) / "binaries"
        prefix = sys.prefix
        # Open MPI is a wheel in the same environment, not where it was built for.
        os.environ.update(
            OPAL_PREFIX=prefix, LD_LIBRARY_PATH=f"{prefix}/lib", PATH=f"{prefix}/bin:{os.environ['PATH']}",
            OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1")

    def command(self, *arguments):
        done = subprocess.run([str(a) for a in arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode:
            # The cause is in the command's last lines that say error.
            lines = [line for line in done.stdout.splitlines() if "rror" in line] or done.stdout.splitlines()
            raise RuntimeError(" ".join(lines[-1:])[-400:])
        return done.stdout

    def jst(self, *arguments):
        self.command(f"{sys.prefix}/bin/jst", "--no-banner", *arguments)

    def accepts(self):
        self.jst("model_check", "-m", "integer.onnx")

    def compile(self):
        self.jst("compile", "-m", "fixed.onnx", "-c", "circuit.txt")

    def witness(self):
        data = json.loads(pathlib.Path("input.json").read_text())
        pathlib.Path("data.json").write_text(json.dumps({"input": data["input"]}))
        self.jst("witness", "-c", "circuit.txt", "-i", "data.json", "-o", "output.json", "-w", "witness")

    # The prover's own program, as `jst prove` calls it: jst's start would be most of the time.
    def prove(self):
        program = self.binaries / "expander-exec"
        self.command(program, "-p", "Hyrax", "prove", "-c", "circuit.txt", "-w", "witness", "-o", "proof")

    def verify(self):
        program = self.binaries / "expander-exec"
        said = self.command(program, "-p", "Hyrax", "verify", "-c", "circuit.txt", "-w", "witness", "-i", "proof")
        assert "success" in said, said

    keys = ("circuit.txt",)


class JstproveRemainder:
    """JSTprove 2.12: Remainder's GKR over BN254."""

    def __init__(self):
        import jstprove

        self.jstprove = jstprove

    def accepts(self):
        fits, missing = self.jstprove.Circuit.is_compatible("integer.onnx")
        if not fits:
            raise RuntimeError("no " + ", ".join(missing))

    def compile(self):
        self.jstprove.Circuit.compile("fixed.onnx", "circuit")

    def witness(self):
        import msgpack

        data = json.loads(pathlib.Path("input.json").read_text())["input"]
        pathlib.Path("data").write_bytes(msgpack.packb({"input": data}))
        self.jstprove.Circuit("circuit").generate_witness("data", "witness")

    def prove(self):
        self.jstprove.Circuit("circuit").prove("witness", "proof")

    def verify(self):
        assert self.jstprove.Circuit("circuit").verify("proof", "data")

    keys = ("circuit",)


class Runtime:
    """ONNX Runtime on one thread: the median processor time of a run, of the faster of the two spellings."""

    def __init__(self):
        import numpy
        import onnxruntime

        self.numpy, self.runtime = numpy, onnxruntime

    def infer(self):
        options = self.runtime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        medians = {}
        for spelling, kind in (("integer", "uint8"), ("fixed", "float32")):
            session = self.runtime.InferenceSession(f"{spelling}.onnx", options, providers=["CPUExecutionProvider"])
            shape = session.get_inputs()[0].shape
            if spelling == "integer":
                values = self.numpy.fromfile("input.bin", kind)
            else:
                values = self.numpy.array(json.loads(pathlib.Path("input.json").read_text())["input"], kind)
            values = {"x": values.reshape(shape)}
            times = []
            for _ in range(220):
                # Of the thread: the process's clock moves with the ticks only, where the processor time is limited.
                start = time.thread_time()
                session.run(None, values)
                times.append(time.thread_time() - start)
            medians[spelling] = statistics.median(times[20:])
        return {"infer_seconds": min(medians.values()), "spellings": medians}


PEERS = {
    "ezkl": Ezkl, "jstprove-expander": JstproveExpander, "jstprove-remainder": JstproveRemainder, "runtime": Runtime}


def processor_seconds():
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


def main():
    peer, step, folder = sys.argv[1:]
    os.chdir(folder)
    prover = PEERS[peer]()
    started, used = time.perf_counter(), processor_seconds()
    figures = getattr(prover, step)() or {}
    figures["cpu_seconds"] = processor_seconds() - used
    figures["wall_seconds"] = time.perf_counter() - started
    if step == "prove":
        figures.setdefault("proof_bytes", os.path.getsize("proof"))
        figures["key_bytes"] = sum(os.path.getsize(name) for name in prover.keys)
    print("\n" + json.dumps(figures))


if __name__ == "__main__":
    try:
        main()
    except Exception as error:
        sys.exit(f"{type(error).__name__}: {error}")
