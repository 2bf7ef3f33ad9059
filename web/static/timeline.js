// Choosing days on a timeline: by dragging over the bars, or with the keyboard.
//
// Without this, each bar is a link to its own days. Arrow keys go from bar to bar, with
// Shift they choose a range; Enter narrows the search to it and Escape gives it up.

const NAMES = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" });
const DAY = 24 * 60 * 60 * 1000;
const SLACK = 4; // pixels that a click may move

for (const figure of document.querySelectorAll(".timeline[data-starts]")) {
  const starts = figure.dataset.starts.split(" ").filter(Boolean);
  if (starts.length > 0) {
    const said = document.createElement("p");
    said.className = "chosen-days";
    said.setAttribute("role", "status");
    figure.querySelector(".plot").after(said);
    for (const plot of figure.querySelectorAll(".bars[data-days]")) {
      enable(plot, periods(starts, figure.dataset.end), said);
    }
  }
}

// Return the periods with their first and last days, as texts.
function periods(starts, end) {
  return starts.map((start, place) => ({
    start,
    end: place + 1 < starts.length ? dayBefore(starts[place + 1]) : end,
  }));
}

function dayBefore(text) {
  return new Date(Date.parse(text) - DAY).toISOString().slice(0, 10);
}

function enable(plot, all, said) {
  const links = [...plot.querySelectorAll("a")];
  const places = links.map((link) => placeOf(link));
  let anchor = null; // where the range was begun, as the place of a period
  let head = null;
  let pressed = null; // where the pointer went down
  let dragged = false;

  if (links.length > 0) {
    links[0].setAttribute("tabindex", "0");
  }

  function placeOf(link) {
    const share = parseFloat(link.querySelector(".hit").getAttribute("x"));
    return Math.round((share * all.length) / 100);
  }

  function placeAt(event) {
    const box = plot.getBoundingClientRect();
    const place = Math.floor(((event.clientX - box.left) / box.width) * all.length);
    return Math.min(Math.max(place, 0), all.length - 1);
  }

  function range() {
    return [Math.min(anchor, head), Math.max(anchor, head)];
  }

  function show() {
    const [first, last] = range();
    let shown = plot.querySelector(".selection");
    if (!shown) {
      shown = document.createElementNS("http://www.w3.org/2000/svg", "rect");
      shown.setAttribute("class", "selection");
      shown.setAttribute("height", "100%");
      plot.prepend(shown);
    }
    shown.setAttribute("x", `${(100 * first) / all.length}%`);
    shown.setAttribute("width", `${(100 * (last - first + 1)) / all.length}%`);
    const [start, end] = [all[first].start, all[last].end].map((day) => NAMES.format(new Date(day)));
    said.textContent = `${start} to ${end}${counted(first, last)}`;
  }

  // Return how much is found in a range; a comparison has no one number.
  function counted(first, last) {
    const within = links.filter((_, index) => places[index] >= first && places[index] <= last);
    if (within.some((link) => link.dataset.count === undefined)) {
      return "";
    }
    const count = within.reduce((sum, link) => sum + Number(link.dataset.count), 0);
    return `: ${count.toLocaleString("en")} found`;
  }

  function forget() {
    anchor = head = pressed = null;
    plot.querySelector(".selection")?.remove();
    plot.classList.remove("choosing");
    said.textContent = "";
  }

  function go() {
    const [first, last] = range();
    const address = new URL(plot.dataset.days, location.href);
    address.searchParams.set("from", all[first].start);
    address.searchParams.set("to", all[last].end);
    location.assign(address);
  }

  plot.addEventListener("pointerdown", (event) => {
    if (event.button === 0 && event.isPrimary) {
      pressed = event.clientX;
      anchor = head = placeAt(event);
      dragged = false;
    }
  });

  plot.addEventListener("pointermove", (event) => {
    if (pressed === null || (!dragged && Math.abs(event.clientX - pressed) <= SLACK)) {
      return;
    }
    if (!dragged) {
      dragged = true;
      plot.setPointerCapture(event.pointerId);
      plot.classList.add("choosing");
    }
    head = placeAt(event);
    show();
  });

  plot.addEventListener("pointerup", () => {
    if (pressed !== null && dragged) {
      pressed = null;
      go();
    } else {
      pressed = null;
    }
  });

  plot.addEventListener("pointercancel", forget);
  plot.addEventListener("dragstart", (event) => event.preventDefault());
  plot.addEventListener(
    "click",
    (event) => {
      if (dragged) {
        event.preventDefault(); // the end of a drag is no click on a bar
        event.stopPropagation();
      }
      dragged = false;
    },
    true,
  );

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && anchor !== null) {
      forget();
    }
  });

  plot.addEventListener("keydown", (event) => {
    const index = links.indexOf(event.target.closest("a"));
    if (index < 0 || event.altKey || event.ctrlKey || event.metaKey) {
      return;
    }
    const next = {
      ArrowLeft: index - 1,
      ArrowRight: index + 1,
      Home: 0,
      End: links.length - 1,
    }[event.key];
    if (next !== undefined) {
      event.preventDefault();
      event.stopPropagation();
      move(index, Math.min(Math.max(next, 0), links.length - 1), event.shiftKey);
    } else if (event.key === "Enter" && anchor !== null && anchor !== head) {
      event.preventDefault();
      event.stopPropagation();
      go();
    }
  });

  function move(from, to, choosing) {
    links[from].setAttribute("tabindex", "-1");
    links[to].setAttribute("tabindex", "0");
    links[to].focus();
    if (choosing) {
      anchor ??= places[from];
      head = places[to];
      show();
    } else {
      forget();
    }
  }
}
