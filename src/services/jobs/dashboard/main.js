/** The page: what the address says is loaded, shown, and loaded again each second while somebody looks. */
import { ApiError, get, query } from "./api.js";
import { h, notify, show } from "./dom.js";
import { onClosed, showJob } from "./drawer.js";
import { tellTimes } from "./format.js";
import { jobsView, loadJobs } from "./jobs.js";
import { queuesView } from "./queues.js";
import { schedulesView } from "./schedules.js";
import { forbiddenView, signInView } from "./sign-in.js";
import { noteOverview } from "./sparkline.js";

const REFRESH_MS = 1_000;
const main = document.getElementById("main");
const live = document.getElementById("live");
const nav = document.getElementById("nav");
const find = document.getElementById("find");

const NOT_FOUND = 404;
const INVALID = 422;

function parts() {
  const [path, search = ""] = location.hash.slice(2).split("?");
  return { path, values: Object.fromEntries(new URLSearchParams(search)) };
}

/** "#/jobs/dead?queue=mail" → { view: "jobs", list: "dead", filter: { queue: "mail" } } */
function address() {
  const { path, values } = parts();
  const [view, list = "active"] = path.split("/");
  const { cursor, job, ...filter } = values;
  return { view: view || "queues", list, filter, cursor, job };
}

/** The same place with something else about it: { queue, name, cursor, job }. */
function go(change) {
  const { path, values } = parts();
  location.hash = `#/${path}${query({ ...values, ...change })}`;
}

const open = (job) => go({ job });
const close = () => address().job && go({ job: undefined });

/** A click: does it, says what came of it, and shows what is true then. */
const act = (work, said) => async () => {
  try {
    const result = await work();
    notify(typeof said === "function" ? said(result) : said);
  } catch (error) {
    notify(error.message);
  }
  await refresh();
};

const views = {
  queues: async () => {
    const overview = await get("/jobs/overview");
    noteOverview(overview);
    return queuesView(overview, act);
  },
  jobs: async () => {
    const place = address();
    const [page, overview] = await Promise.all([loadJobs(place), get("/jobs/overview")]);
    noteOverview(overview);
    return jobsView(place, { page, overview }, { act, go, open });
  },
  schedules: async () => schedulesView(await get("/jobs/schedules"), { act, open }),
};

/** null: there is none to show, or none any more. */
async function readJob(id) {
  if (id === undefined) return null;
  try {
    return await get(`/jobs/${encodeURIComponent(id)}`);
  } catch (error) {
    if (error.status !== NOT_FOUND && error.status !== INVALID) throw error;
    notify(`There is no job ${id}.`);
    close();
    return null;
  }
}

let turn = 0;

/** Answers that were overtaken by a later question are not shown. */
async function refresh() {
  const mine = ++turn;
  const asked = location.hash;
  try {
    const { view, job: id } = address();
    const [content, job] = await Promise.all([(views[view] ?? views.queues)(), readJob(id)]);
    if (mine !== turn || asked !== location.hash) return;
    showNav(view);
    show(main, content);
    showJob(job, act);
    tellTimes();
    tell("Live", false);
  } catch (error) {
    if (mine === turn) showFailure(error);
  }
}

function showFailure(error) {
  const status = error instanceof ApiError ? error.status : 0;
  tell(status === 0 ? "No answer; trying again" : error.message, true);
  if (status === 401 && main.querySelector("form") === null) main.replaceChildren(signInView(refresh));
  if (status === 403) main.replaceChildren(forbiddenView());
}

function showNav(current) {
  const links = [
    ["queues", "Queues", "#/"],
    ["jobs", "Jobs", "#/jobs/active"],
    ["schedules", "Schedules", "#/schedules"],
  ];
  show(
    nav,
    links.map(([view, text, href]) => h("a", { href, "aria-current": view === current && "page" }, text)),
  );
}

function tell(text, stale) {
  live.textContent = text;
  live.classList.toggle("stale", stale);
}

/** A page in the background asks nothing; a form that is being filled in is left alone. */
async function keepLive() {
  const typing = main.querySelector("form") !== null;
  if (document.visibilityState === "visible" && !typing) await refresh();
  setTimeout(keepLive, REFRESH_MS);
}

find.addEventListener("change", () => {
  if (find.value.trim() !== "") open(find.value.trim());
  find.value = "";
});
onClosed(close);
addEventListener("hashchange", refresh);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && refresh());
void keepLive();
