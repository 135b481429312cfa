"""The only writers of the rights room: taking in registers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from jianzhen.base.instance import Instance
from jianzhen.custody import landing
from jianzhen.custody.instance import current
from jianzhen.custody.lake import Lake
from jianzhen.playbook.intake.normalise import KEY, content_text, row_keys
from jianzhen.playbook.intake.outcome import Outcome
from jianzhen.playbook.intake.plan import Shape
from jianzhen.playbook.intake.prepare import Prepared
from jianzhen.stages.intake import Intake, Landing
from jianzhen.stages.rights import queries
from jianzhen.stages.rights.models import RegisterFile
from jianzhen.stages.rights.shape import PACKAGED, SHAPES

_KEYS: Final = pa.schema([pa.field(KEY, pa.string()), pa.field("source", pa.string())])


@dataclass(frozen=True, kw_only=True)
class TakeInRegister(Landing):
    """采集登记资料: land a register, or record why it was refused."""

    verb: ClassVar[str] = "intake.rights"
    record_type: ClassVar[str] = "register_file"

    def schema(self) -> pa.Schema:
        """Return the schema of rights or of licences."""
        return SHAPES[self.outcome.target].schema

    def record(self, lake_path: str) -> None:
        """Write the room's record of the file."""
        RegisterFile.objects.create(target=self.outcome.target, **self.facts(lake_path))


class _Registers(Intake):
    """Registers arrive in the folder of rights; a right keeps no content id, so what is known is computed."""

    shapes = SHAPES
    packaged = PACKAGED
    act = TakeInRegister

    def folder(self, instance: Instance) -> Path:
        """Return the folder of registers."""
        return instance.rights

    def taken(self, sha256: str, manifest: str) -> bool:
        """Ask the room's records."""
        return queries.taken(sha256, manifest)

    def refused_alike(self, outcome: Outcome) -> bool:
        """Ask the room's records."""
        return queries.refused_alike(outcome)

    def candidate(self, base: Outcome, prepared: Prepared, work: Path) -> landing.Candidate:
        """Compare by the content ids of what the lake holds of this source."""
        known = str(_known_keys(Lake(current().lake), self.shapes[base.target], base.source, work))
        return landing.Candidate(prepared.rows_path, prepared.good, KEY, base.source, known_key=KEY, known_in=(known,))


def _known_keys(lake: Lake, shape: Shape, source: str, work: Path) -> Path:
    path, name = work / "known.parquet", shape.schema.metadata[b"schema"].decode()
    with pq.ParquetWriter(path, _KEYS, compression="lz4") as sink:
        for batch in lake.batches(name, shape.schema):
            held = batch.filter(pc.equal(batch.column("source"), source))
            columns = {field: held.column(field) for field in shape.schema.names}
            keys = row_keys(source, columns[shape.key or ""], content_text(shape, columns))
            sink.write_batch(pa.record_batch([pa.array(keys, pa.string()), columns["source"]], schema=_KEYS))
    return path


REGISTERS: Final = _Registers()
take_in_all = REGISTERS.take_in_all
take_in = REGISTERS.take_in
