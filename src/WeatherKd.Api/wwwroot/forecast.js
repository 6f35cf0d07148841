// The forecast of a station: what was observed, what is forecast with its uncertainty, the raw numerical model beside it, and what it is made from.
import { draw, key } from "./chart.js";
import { card, element, figure, moment, shortId, table, words } from "./dom.js";
import { read } from "./service.js";

const chosen = { station: null, variable: null };

export async function show(main, signal) {
  const { stations } = await read("stations", signal);
  if (stations.length === 0) {
    main.replaceChildren(card("Forecast", element("p", { class: "empty" }, "No station is known yet. Put a station list or observations into storage, and they appear here.")));
    return;
  }
  chosen.station ??= stations.find(s => s.last_observation)?.id ?? stations[0].id;

  const place = element("select", { id: "station", onchange: event => { chosen.station = event.target.value; fill(); } },
    stations.map(s => element("option", { value: s.id, selected: s.id === chosen.station }, s.name ? `${s.name} (${s.id})` : s.id)));
  const variable = element("select", { id: "variable", onchange: event => { chosen.variable = event.target.value; fill(); } });
  const body = element("div", { class: "stack" });
  const now = element("div", { class: "now" });
  main.replaceChildren(
    element("section", { class: "card controls", "aria-label": "What to show" },
      element("div", { class: "field" }, element("label", { for: "station" }, "Station"), place),
      element("div", { class: "field" }, element("label", { for: "variable" }, "Variable"), variable),
      now),
    body);
  await fill();

  async function fill() {
    const id = encodeURIComponent(chosen.station);
    const [observed, forecast] = await Promise.allSettled([
      read(`stations/${id}/observations?hours=48`, signal),
      read(`forecast?station=${id}&quantiles=all&numerical_model=true`, signal),
    ]);
    if (signal.aborted) {
      return;
    }
    if (forecast.status === "rejected") {
      body.replaceChildren(card("No forecast", element("p", {}, forecast.reason.message)));
      now.replaceChildren();
      return;
    }
    const names = Object.keys(forecast.value.hourly).filter(n => n !== "time" && !/_q\d|_numerical_model$/.test(n));
    chosen.variable = names.includes(chosen.variable) ? chosen.variable : names[0];
    variable.replaceChildren(...names.map(n => element("option", { value: n, selected: n === chosen.variable }, words(n))));
    render(body, now, observed.value, forecast.value, stations.find(s => s.id === chosen.station));
  }
}

function render(body, now, observed, forecast, station) {
  const name = chosen.variable;
  const unit = forecast.hourly_units[name];
  const levels = Object.keys(forecast.hourly).filter(n => n.startsWith(`${name}_q`));
  const seen = observed?.hourly[name] ?? [];
  const past = observed?.hourly.time ?? [];
  const times = [...past, ...forecast.hourly.time];
  const before = past.map(() => null);
  const after = forecast.hourly.time.map(() => null);
  const ahead = values => [...before, ...values];

  const data = [
    times.map(t => Date.parse(t) / 1000),
    [...(seen.length ? seen : before), ...after],
    ahead(forecast.hourly[name]),
    ahead(forecast.hourly[`${name}_numerical_model`]),
  ];
  const lines = [
    { label: "Observed", colour: "--observed" },
    { label: "Forecast", colour: "--forecast" },
    { label: "Numerical model, raw", colour: "--model", dash: [6, 4] },
  ];
  const [low, high] = [levels[0], levels.at(-1)];
  const hasBand = levels.length >= 2;
  if (hasBand) {
    data.push(ahead(forecast.hourly[high]), ahead(forecast.hourly[low]));
    lines.push({ label: high, colour: "--forecast", hidden: true, band: true }, { label: low, colour: "--forecast", hidden: true });
  }

  const last = seen.findLastIndex(v => v != null);
  now.replaceChildren(last < 0 ? element("small", {}, "not observed here") : element("span", {}, `${figure(seen[last])} ${unit}`, element("small", {}, ` observed ${moment(past[last])}`)));

  const plot = element("div", {
    class: "chart", role: "img",
    "aria-label": `${words(name)} at ${station?.name ?? forecast.station}: observed until ${moment(forecast.last_observation)}, then forecast for ${forecast.hourly.time.length} hours. The table below has the figures.`,
  });
  const readout = element("p", { class: "readout", "aria-live": "off" });
  const band = hasBand ? `${percent(low)} to ${percent(high)}` : null;
  body.replaceChildren(
    card(`${words(name)} at ${station?.name ?? forecast.station}, ${unit}`,
        element("ul", { class: "legend" },
          key("--observed", "Observed"), key("--forecast", "Forecast"),
          hasBand ? key("--forecast", `Uncertainty, ${band}`, "band") : null,
          key("--model", "Numerical model, raw", "dash")),
        plot, readout,
        forecast.hourly_missing[`${name}_numerical_model`] ? element("p", { class: "soft" }, forecast.hourly_missing[`${name}_numerical_model`]) : null,
        element("details", {}, element("summary", {}, "Figures"),
          table(`Forecast of ${words(name)}`, ["Valid (UTC)", { number: `Forecast, ${unit}` }, ...(hasBand ? [{ number: percent(low) }, { number: percent(high) }] : []), { number: "Numerical model" }],
            forecast.hourly.time.map((t, i) => [moment(t), { number: figure(forecast.hourly[name][i]) },
              ...(hasBand ? [{ number: figure(forecast.hourly[low][i]) }, { number: figure(forecast.hourly[high][i]) }] : []),
              { number: figure(forecast.hourly[`${name}_numerical_model`][i]) }])))),
    card("What this forecast is made from", ...origin(forecast)));
  draw(plot, data, lines, {
    unit, time: true, marker: Date.parse(forecast.origin) / 1000,
    describe: i => [
      `${moment(times[i])}:`,
      data[1][i] != null ? `observed ${figure(data[1][i])} ${unit}` : null,
      data[2][i] != null ? `forecast ${figure(data[2][i])} ${unit}` : null,
      hasBand && data[5][i] != null ? `(${figure(data[5][i])} to ${figure(data[4][i])})` : null,
      data[3][i] != null ? `numerical model ${figure(data[3][i])} ${unit}` : null,
    ].filter(Boolean).join(" "),
  }, readout);
}

const percent = name => `${+name.split("_q")[1].replace("_", ".")} %`;

function origin(forecast) {
  const basis = {
    "observations-and-numerical-model": `From the observations up to ${moment(forecast.last_observation)} and the run of the numerical model of ${moment(forecast.numerical_model_run)}.`,
    "observations-only": `From the observations up to ${moment(forecast.last_observation)} alone: no run of the numerical model covers these hours, so expect it to be less certain.`,
    "numerical-model-only": `From the run of the numerical model of ${moment(forecast.numerical_model_run)} alone: this station has no recent observations.`,
    "climatology": "From neither observations nor a numerical model: little more than what is usual here at this season.",
  }[forecast.mode];
  const student = forecast.student;
  return [
    element("p", {}, basis),
    element("p", {}, "Made by student ", shortId(student.id), student.trained_to ? `, which learned from ${moment(student.trained_from)} to ${moment(student.trained_to)} with the numerical model ${student.model} as its teacher` : "", "."),
    element("p", { class: "soft" }, `Issued ${moment(forecast.issued_at)}. Training data ${(student.dataset ?? "unknown").slice(0, 12)}.`),
  ];
}
