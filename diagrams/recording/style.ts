/** A dark terminal, on light pages as on dark ones; only fonts that are there already. */
export const STYLE = `
text{font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono','Liberation Mono',monospace;fill:#c9d1d9;white-space:pre}
.card{fill:#0d1117;stroke:#3d444d}
.blank{fill:#0d1117}
.dots{fill:#3d444d}
.cursor{fill:#8b949e}
.strong{fill:#f0f6fc;font-weight:bold}
.dim{fill:#8b949e}
.good{fill:#3fb950}
.lively{fill:#39c5cf}
.warning{fill:#e3b341}
.bad{fill:#ff7b72}`;
