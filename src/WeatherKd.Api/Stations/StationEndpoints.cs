using Microsoft.AspNetCore.Http;
using WeatherKd.Api.Conventions;
using WeatherKd.Forecasting;
using WeatherKd.Recent;
using WeatherKd.Series;
using WeatherKd.Stations;

namespace WeatherKd.Api.Stations;

/// <summary><c>GET /api/v1/stations</c> and <c>/stations/{id}</c>.</summary>
internal sealed class StationEndpoints(StationCatalogue catalogue, HotStore hot, TimeProvider clock)
{
    private Listed? _listed;

    public async Task<IResult> ListAsync(HttpContext context)
    {
        new QueryReader(context.Request.Query).RefuseOthers();
        var known = await catalogue.ReadAsync(context.RequestAborted);
        var view = await hot.ViewAsync(context.RequestAborted);

        // Silence is told in whole hours.
        var hour = HourIndex.Floor(clock.GetUtcNow());
        if (_listed is not { } listed || listed.Known != known || listed.View != view || listed.Hour != hour)
        {
            _listed = listed = new Listed(known, view, hour, Answer.Json(new { Stations = known.All.Select(s => Describe(s, view)).ToList() }));
        }

        return listed.Answer;
    }

    public async Task<IResult> GetAsync(HttpContext context)
    {
        new QueryReader(context.Request.Query).RefuseOthers();
        var id = IdOrRefusal((string)context.Request.RouteValues["id"]!);
        var known = await catalogue.ReadAsync(context.RequestAborted);
        var station = known.Find(id) ?? throw new UnknownStationException(id);
        return Answer.Json(Describe(station, await hot.ViewAsync(context.RequestAborted)));
    }

    /// <summary>The id, if it can be one.</summary>
    internal static string IdOrRefusal(string id) =>
        Station.IsValidId(id) ? id : throw new BadParameterException("id", id, "1 to 64 letters, digits, '-', '_' and '.'");

    private StationDescription Describe(Station station, HotView view)
    {
        var observations = view.Observations(station.Id);
        var newest = observations?.NewestHour();
        var last = newest is { } hour ? HourIndex.ToTime(hour) : (DateTimeOffset?)null;
        return new StationDescription(
            station.Id,
            station.Name,
            station.Latitude,
            station.Longitude,
            station.Elevation,
            last,
            last is { } time ? (int)Math.Max(0, (clock.GetUtcNow() - time).TotalHours) : null,
            newest is { } n ? Observed(observations!, n) : []);
    }

    /// <summary>The list kept ready, and what it was written from.</summary>
    private sealed record Listed(KnownStations Known, HotView View, int Hour, Answer Answer);

    /// <summary>Variables with a value in the last day before the newest hour.</summary>
    private static IReadOnlyList<string> Observed(HourlyObservations observations, int newest) =>
    [
        .. observations.Variables.Where((_, v) => Enumerable.Range(newest - 23, 24).Any(hour => !float.IsNaN(observations[hour, v]))),
    ];
}

/// <summary>A station as the API shows it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name; null where it is not known, like the three below.</param>
/// <param name="Latitude">Degrees north.</param>
/// <param name="Longitude">Degrees east.</param>
/// <param name="Elevation">In m.</param>
/// <param name="LastObservation">Hour of its newest observation; null where none is recent.</param>
/// <param name="SilentHours">Whole hours since then.</param>
/// <param name="Variables">What it observed during the day before it.</param>
internal sealed record StationDescription(
    string Id,
    string? Name,
    double? Latitude,
    double? Longitude,
    double? Elevation,
    DateTimeOffset? LastObservation,
    int? SilentHours,
    IReadOnlyList<string> Variables);
