// SPDX-License-Identifier: GPL-3.0-or-later
// Flamenco job type "interact-scenes": InterAct scenes as movies with both voices.
// Goes into the folder `scripts` beside flamenco-manager. Made by `interact submit`; needs Flamenco 3.5.

const JOB_TYPE = {
  label: "InterAct scenes",
  description: "Two-person performances as movies with both voices; one scene is never done by two workers",
  settings: [
    { key: "tasks_file", type: "string", subtype: "file_path", required: true,
      description: "The frozen list of tasks that `interact submit` wrote" },
    { key: "entry", type: "string", subtype: "file_path", required: true,
      description: "interact_blender.py of the unpacked extension, where all workers find it" },
    { key: "chunks", type: "string", required: true, visible: "web",
      description: "What each task renders, as JSON: [{name, indices, steps}]" },
    { key: "workers", type: "int32", default: 1, propargs: { min: 0, max: 64 },
      description: "Blenders at a time on one worker; 0: as many as it has graphics cards, cores and memory for" },
    { key: "ffmpeg", type: "string", subtype: "file_path", default: "",
      description: "The ffmpeg of the workers; empty for the one that is found there" },
    { key: "maps", type: "string", default: "[]", visible: "web",
      description: "Folders as the list of tasks names them, and as the workers find them, as JSON: [[there, here]]" },
  ],
};

function compileJob(job) {
  const settings = job.settings;
  const chunks = JSON.parse(settings.chunks);
  const maps = JSON.parse(settings.maps || "[]");
  if (chunks.length === 0) {
    throw "there is nothing to render";
  }
  for (const chunk of chunks) {
    if (!/^\d+(-\d+)?$/.test(chunk.indices)) {
      throw `invalid task indices: ${chunk.indices}`;
    }
    const args = [
      "--python", settings.entry, "--",
      "run-tasks", settings.tasks_file,
      "--indices", chunk.indices,
    ];
    if (settings.workers !== 0) {
      args.push("--workers", String(settings.workers || 1));
    }
    args.push("--progress", "flamenco");
    if (settings.ffmpeg) {
      args.push("--ffmpeg", settings.ffmpeg);
    }
    for (const map of maps) {
      args.push("--map", map[0], map[1]);
    }
    const task = author.Task(chunk.name, "blender");
    task.addCommand(author.Command("blender-render", {
      exe: "{blender}",
      exeArgs: "{blenderArgs}",
      argsBefore: ["--background", "--factory-startup", "--disable-autoexec", "--python-exit-code", "1"],
      blendfile: "",
      args: args,
    }, chunk.steps));
    job.addTask(task);
  }
}
