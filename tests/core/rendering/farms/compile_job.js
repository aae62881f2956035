// SPDX-License-Identifier: GPL-3.0-or-later
// Stands in for Flamenco's Manager: compiles a submitted job with a job type, and prints type and tasks.
const fs = require("fs");
const vm = require("vm");

const [scriptPath, jobPath] = process.argv.slice(2);
const script = fs.readFileSync(scriptPath, "utf8");
const job = JSON.parse(fs.readFileSync(jobPath, "utf8"));

const author = {
  Task: (name, type) => {
    if (!name.trim() || !type.trim()) throw new Error("a task needs name and type");
    return {
      name: name.trim(), type: type.trim(), commands: [], dependencies: [],
      addCommand(command) { this.commands.push(command); },
      addDependency(task) { this.dependencies.push(task.name); },
    };
  },
  Command: (name, parameters, totalStepCount) =>
    ({ name, parameters, totalStepCount: totalStepCount === undefined ? 0 : totalStepCount }),
};
const tasks = [];
job.addTask = (task) => tasks.push(task);
// As in the Manager: no Node, no modules, only these names.
const context = vm.createContext({ author, print: () => {}, job });
vm.runInContext(`"use strict";\n${script}\nthis.JOB_TYPE = JOB_TYPE; compileJob(job);`, context);
process.stdout.write(JSON.stringify({ type: context.JOB_TYPE, tasks }));
