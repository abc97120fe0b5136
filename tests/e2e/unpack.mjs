// Unpacks the Chromium of the package into TMPDIR, and the libraries that a bare machine lacks.
import { fileURLToPath } from "node:url";
import chromium, { inflate } from "@sparticuz/chromium";

const libraries = new URL("../bin/al2023.tar.br", import.meta.resolve("@sparticuz/chromium"));
await Promise.all([chromium.executablePath(), inflate(fileURLToPath(libraries))]);
