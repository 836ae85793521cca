import { describe, embed, KeyNeeded, tokenize, useKey } from "./server.js";
import { showRanking } from "./ranking.js";
import { HEAT_TEXTS, showHeat } from "./heat.js";
import { showPlane } from "./plane.js";
import { showTokens } from "./tokens.js";
import { snippet } from "./snippets.js";

const MAP_TEXTS = 500;
const SIZES = [768, 512, 384, 256, 128, 64];
const EXAMPLE = [
  "Venus is often called Earth's twin because of its similar size and proximity.",
  "Mars, known for its reddish appearance, is often referred to as the Red Planet.",
  "Jupiter, the largest planet in our solar system, has a prominent red spot.",
  "Saturn, famous for its rings, is sometimes mistaken for the Red Planet.",
  "A soufflé falls when the oven door is opened too early.",
  "Whisk the egg whites until they form soft peaks.",
  "The invoice is due thirty days after delivery.",
  "Late payments are charged two percent a month.",
];

const at = (id) => document.getElementById(id);
const tabs = [...document.querySelectorAll('[role="tab"]')];
let model = null;
let shown = { texts: [], question: "" }; // what the views show
let turns = 0; // answers need not come in the order of questions: only the last one's are shown

function textsOf() {
  return at("texts").value.split("\n").map((line) => line.trim()).filter(Boolean);
}

function say(message, failed = false) {
  at("status").textContent = message;
  at("status").classList.toggle("failed", failed);
}

/** Runs what asks the server, with the button held; a key is asked for where one is needed. */
async function ask(work) {
  at("run").disabled = true;
  try {
    await work();
  } catch (error) {
    if (error instanceof KeyNeeded && (await askForKey())) return ask(work);
    say(error.message, true);
  } finally {
    at("run").disabled = false;
  }
}

function askForKey() {
  const dialog = at("key-dialog");
  dialog.returnValue = "cancel";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      useKey(at("key").value);
      resolve(dialog.returnValue === "use");
    }, { once: true });
  });
}

async function connect() {
  model = await describe();
  at("model").textContent = `${model.id}, ${model.width} dimensions, texts of up to ${model.maxTokens} tokens`;
  const sizes = [model.width, ...SIZES.filter((size) => size < model.width)];
  at("dimensions").replaceChildren(...sizes.map((size) => new Option(String(size), String(size))));
}

async function run() {
  if (!model) await connect();
  shown = { texts: textsOf(), question: at("query").value.trim() };
  at("token-text").replaceChildren(
    ...shown.texts.map((text, i) => new Option(`${i + 1} ${text.slice(0, 60)}`, String(i))),
    ...(shown.question ? [new Option("the question", "question")] : []));
  if (shown.texts.length === 0) {
    say("Write or drop some texts first.", true);
    return;
  }
  await show();
}

/** Fills the chosen view. */
async function show() {
  const turn = ++turns;
  const isLate = () => turn !== turns;
  const { texts, question } = shown;
  const dimensions = Number(at("dimensions").value);
  const progress = (done, all) => isLate() || say(`${done} of ${all} texts embedded`);
  const view = tabs.find((tab) => tab.getAttribute("aria-selected") === "true").getAttribute("aria-controls");
  if (view === "call") {
    at("code").textContent = snippet(at("language").value, model, at("task").value, dimensions, question);
    return;
  }
  if (texts.length === 0) return;
  const started = performance.now();
  if (view === "ranking") {
    if (!question) return say("Ask a question to rank the texts.", true);
    const task = at("task").value;
    const vectors = await embed(model, texts, "document", dimensions, progress);
    const [asked] = await embed(model, [question], task, dimensions);
    if (isLate()) return;
    showRanking(at("ranked"), texts, vectors, asked);
    say(`${texts.length} texts ranked`);
  } else if (view === "heat") {
    const some = texts.slice(0, HEAT_TEXTS);
    const vectors = await embed(model, some, "sentence-similarity", dimensions, progress);
    if (isLate()) return;
    showHeat(at("heat-table"), some, vectors);
    say(`${some.length} of ${texts.length} texts compared`);
  } else if (view === "map") {
    const some = [...texts.slice(0, MAP_TEXTS), ...(question ? [question] : [])];
    const vectors = await embed(model, some, "clustering", dimensions, progress);
    if (isLate()) return;
    showPlane(at("plane"), at("point"), some, vectors, question ? some.length - 1 : -1);
    say(`${some.length} texts on the map`);
  } else {
    const chosen = at("token-text").value;
    const tokens = await tokenize(chosen === "question" ? question : texts[Number(chosen)], at("token-prompt").value);
    if (isLate()) return;
    showTokens(at("token-list"), at("token-count"), tokens, model.maxTokens);
    return say("");
  }
  at("status").append(` in ${Math.round(performance.now() - started)} ms`);
}

function choose(tab) {
  for (const each of tabs) {
    const isChosen = each === tab;
    each.setAttribute("aria-selected", String(isChosen));
    each.tabIndex = isChosen ? 0 : -1;
    at(each.getAttribute("aria-controls")).hidden = !isChosen;
  }
  if (model) ask(show);
}

async function addFiles(files) {
  const texts = await Promise.all([...files].map((file) => file.text()));
  at("texts").value = [at("texts").value.trimEnd(), ...texts.map((text) => text.trim())].filter(Boolean).join("\n");
  count();
}

function count() {
  const { length } = textsOf();
  at("count").textContent = length === 1 ? "1 text" : `${length} texts`;
}

at("theme").addEventListener("change", (event) => (document.documentElement.dataset.theme = event.target.value));
at("texts").addEventListener("input", count);
at("clear").addEventListener("click", () => { at("texts").value = ""; count(); at("texts").focus(); });
at("example").addEventListener("click", () => {
  at("texts").value = EXAMPLE.join("\n");
  at("query").value ||= "Which planet is known as the Red Planet?";
  count();
});
at("files").addEventListener("change", (event) => addFiles(event.target.files));
at("drop").addEventListener("dragover", (event) => { event.preventDefault(); at("drop").classList.add("over"); });
at("drop").addEventListener("dragleave", () => at("drop").classList.remove("over"));
at("drop").addEventListener("drop", (event) => {
  event.preventDefault();
  at("drop").classList.remove("over");
  addFiles(event.dataTransfer.files);
});
at("input").addEventListener("submit", (event) => { event.preventDefault(); ask(run); });
for (const id of ["token-text", "token-prompt", "language", "dimensions", "task"]) at(id).addEventListener("change", () => model && ask(show));
at("copy").addEventListener("click", async () => {
  await navigator.clipboard.writeText(at("code").textContent);
  at("copied").textContent = "copied";
});
tabs.forEach((tab, i) => {
  tab.addEventListener("click", () => choose(tab));
  tab.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = tabs[(i + step + tabs.length) % tabs.length];
    choose(next);
    next.focus();
  });
});
ask(connect);
