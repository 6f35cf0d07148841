// The forecast of a station: what was observed, what is forecast with its uncertainty, the raw numerical model beside it, and what it is made from.
import { draw, key } from "./chart.js";
import { card, element, figure, moment, shortId, table, unfold, words } from "./dom.js";
import { read } from "./service.js";

const chosen = { station: null, variable: null };

export async function show(main, signal) {
  const { stations } = await read("stations", signal);
  if (stations.length === 0) {
    main.replaceChildren(card("Forecast", element("p", { class: "empty" }, "No station is known yet. Put a station list or observations into storage, and they appear here.")));
    return;
  }
  chosen.station ??= stations.find(s => s.last_observation)?.id ?? stations[0].id;

  const place = picker(stations, id => { chosen.station = id; fill(); });
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

/** A list to choose from; with very many stations a field that proposes those whose name or id has what is typed. */
function picker(stations, choose) {
  const label = s => s.name ? `${s.name} (${s.id})` : s.id;
  if (stations.length <= 200) {
    return element("select", { id: "station", "data-key": "station", onchange: event => choose(event.target.value) },
      stations.map(s => element("option", { value: s.id, selected: s.id === chosen.station }, label(s))));
  }
  const proposals = element("datalist", { id: "stations" }, stations.map(s => element("option", { value: s.id }, s.name)));
  const field = element("input", {
    id: "station", type: "text", list: "stations", "data-key": "station", autocomplete: "off", value: chosen.station,
    onchange: event => {
      const known = stations.find(s => s.id === event.target.value || s.name === event.target.value);
      field.setCustomValidity(known ? "" : `No station is called ${event.target.value}.`);
      field.reportValidity();
      if (known) {
        choose(known.id);
      }
    },
  });
  return element("span", {}, field, proposals);
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
  now.replaceChildren(
    last < 0 ? element("small", {}, "not observed here") : element("span", {}, `${figure(seen[last])} ${unit}`, element("small", {}, ` observed ${moment(past[last])}`)),
    element("small", {}, ahead24(forecast, name, unit)));

  const plot = element("div", {
    class: "chart", role: "img",
    "aria-label": `${words(name)} at ${station?.name ?? forecast.station}: observed until ${moment(forecast.last_observation)}, then forecast for ${forecast.hourly.time.length} hours. The table below has the figures.`,
  });
  const readout = element("p", { class: "readout", "aria-live": "off" });
  const band = hasBand ? `Likely range: ${share(low, high)} of cases` : null;
  body.replaceChildren(
    card(`${words(name)} at ${station?.name ?? forecast.station}, ${unit}`,
        element("ul", { class: "legend" },
          key("--observed", "Observed"), key("--forecast", "Forecast"),
          hasBand ? key("--forecast", band, "band") : null,
          key("--model", "Numerical model, raw", "dash")),
        plot, readout,
        forecast.hourly_missing[`${name}_numerical_model`] ? element("p", { class: "soft" }, forecast.hourly_missing[`${name}_numerical_model`]) : null,
        unfold("figures", "Figures",
          table(`Forecast of ${words(name)}`, ["Valid (UTC)", { number: `Forecast, ${unit}` }, ...(hasBand ? [{ number: percent(low) }, { number: percent(high) }] : []), { number: "Numerical model" }],
            forecast.hourly.time.map((t, i) => [{ tight: moment(t) }, { number: figure(forecast.hourly[name][i]) },
              ...(hasBand ? [{ number: figure(forecast.hourly[low][i]) }, { number: figure(forecast.hourly[high][i]) }] : []),
              { number: figure(forecast.hourly[`${name}_numerical_model`][i]) }])))),
    card("What this forecast is made from", ...origin(forecast, skill(forecast, name, unit))));
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

const level = name => +name.split("_q")[1].replace("_", ".");
const percent = name => `${level(name)} %`;
const share = (low, high) => `${level(high) - level(low)} %`;

/** The forecast in one line. */
function ahead24(forecast, name, unit) {
  const values = forecast.hourly[name].filter(v => v != null);
  return values.length === 0 ? "" : `next ${forecast.hourly.time.length} h: ${figure(Math.min(...values))} to ${figure(Math.max(...values))} ${unit}`;
}

/** How good such forecasts were, in words. */
function skill(forecast, name, unit) {
  const known = forecast.skill?.variables[name];
  if (!known) {
    return element("p", { class: "soft" }, "How good its forecasts of this variable are is not known yet.");
  }
  const leads = known.rmse_by_lead.map((rmse, i) => [i + 1, rmse]).filter(([, rmse]) => rmse != null);
  const [near, far] = [leads[0], leads.at(-1)];
  return element("p", {},
    `Its error on weather it had not learned from, ${moment(forecast.skill.from)} to ${moment(forecast.skill.to)} (root mean square, ${words(name).toLowerCase()}): `,
    known.station_rmse == null ? "" : `${figure(known.station_rmse)} ${unit} at this station, ${known.station_cases} cases`,
    known.station_rmse != null && near ? "; " : "",
    near ? `over all stations ${figure(near[1])} ${unit} for ${near[0]} h ahead, ${figure(far[1])} ${unit} for ${far[0]} h.` : ".");
}

function origin(forecast, skilled) {
  const basis = {
    "observations-and-numerical-model": `From the observations up to ${moment(forecast.last_observation)} and the run of the numerical model of ${moment(forecast.numerical_model_run)}.`,
    "observations-only": `From the observations up to ${moment(forecast.last_observation)} alone: no run of the numerical model covers these hours, so expect it to be less certain.`,
    "numerical-model-only": `From the run of the numerical model of ${moment(forecast.numerical_model_run)} alone: this station has no recent observations.`,
    "climatology": "From neither observations nor a numerical model: little more than what is usual here at this season.",
  }[forecast.mode];
  if (forecast.source === "teacher") {
    return [
      element("p", {}, forecast.made_from ?? "From the numerical model, which stands in for a student."),
      skilled,
      element("p", { class: "soft" }, `Issued ${moment(forecast.issued_at)}.`),
    ];
  }
  const student = forecast.student;
  return [
    element("p", {}, basis),
    element("p", {}, "Made by student ", shortId(student.id), student.trained_to ? `, which learned from ${moment(student.trained_from)} to ${moment(student.trained_to)} with the numerical model ${student.model} as its teacher` : "", "."),
    skilled,
    element("p", { class: "soft" }, `Issued ${moment(forecast.issued_at)}. Training data ${(student.dataset ?? "unknown").slice(0, 12)}.`),
  ];
}
