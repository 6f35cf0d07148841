using Microsoft.AspNetCore.Http;
using WeatherKd.Api.Conventions;
using WeatherKd.Forecasting;
using WeatherKd.Recent;
using WeatherKd.Series;
using WeatherKd.Stations;
using WeatherKd.Storage;
using WeatherKd.Variables;

namespace WeatherKd.Api.Stations;

/// <summary><c>GET /api/v1/stations/{id}/observations</c>: what a station observed during the last hours, in the same columns as a forecast.</summary>
internal sealed class ObservationsEndpoint(StationCatalogue catalogue, HotStore hot, VariableTable variables)
{
    public async Task<IResult> GetAsync(HttpContext context)
    {
        var reader = new QueryReader(context.Request.Query);
        var hours = reader.Integer("hours", 1, HotSnapshot.Hours) ?? HotSnapshot.Hours;
        reader.RefuseOthers();
        var id = (string)context.Request.RouteValues["id"]!;
        var station = (await catalogue.ReadAsync(context.RequestAborted)).Find(id) ?? throw new UnknownStationException(StationEndpoints.IdOrRefusal(id));
        var view = await hot.ViewAsync(context.RequestAborted);
        return Answer.Json(Describe(station, view.Observations(id), hours));
    }

    private object Describe(Station station, HourlyObservations? observations, int hours)
    {
        var hourly = new Dictionary<string, object>(StringComparer.Ordinal);
        var units = new Dictionary<string, string>(StringComparer.Ordinal) { ["time"] = "iso8601" };
        var newest = observations?.NewestHour();
        int[] shown = newest is { } last ? [.. Enumerable.Range(last - hours + 1, hours)] : [];
        hourly["time"] = shown.Select(h => UtcTime.Format(HourIndex.ToTime(h))).ToList();
        for (var v = 0; v < (observations?.Variables.Count ?? 0); v++)
        {
            var variable = v;
            var values = shown.Select(h => observations![h, variable] is var x && float.IsNaN(x) ? (double?)null : Math.Round((double)x, 2)).ToList();
            if (values.Exists(x => x is not null))
            {
                var name = observations!.Variables[variable];
                hourly[name] = values;
                units[name] = variables[name].Unit;
            }
        }

        return new { Station = station.Id, LastObservation = newest is { } n ? HourIndex.ToTime(n) : (DateTimeOffset?)null, HourlyUnits = units, Hourly = hourly };
    }
}
