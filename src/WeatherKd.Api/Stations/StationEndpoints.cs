using Microsoft.AspNetCore.Http;
using WeatherKd.Api.Conventions;
using WeatherKd.Api.Units;
using WeatherKd.Forecasting;
using WeatherKd.Forecasting.Archive;
using WeatherKd.Recent;
using WeatherKd.Series;
using WeatherKd.Stations;
using WeatherKd.Variables;

namespace WeatherKd.Api.Stations;

/// <summary><c>GET /api/v1/stations</c> and <c>/stations/{id}</c>.</summary>
internal sealed class StationEndpoints(
    StationCatalogue catalogue, RecentStore recent, RecentSkill skill, VariableTable variables, TimeProvider clock)
{
    private static readonly UnitChoice Units = new();
    private Listed? _listed;

    public async Task<IResult> ListAsync(HttpContext context)
    {
        var query = StationQuery.Read(context.Request.Query);
        var known = await catalogue.ReadAsync(context.RequestAborted);
        var view = await recent.ViewAsync(context.RequestAborted);
        var scores = await skill.ReadAsync(context.RequestAborted);
        if (!query.IsPlain)
        {
            return Write(query, known, view, scores);
        }

        // Silence is given in whole hours.
        var hour = Hour.Floor(clock.GetUtcNow());
        if (_listed is not { } listed || listed.Known != known || listed.View != view || listed.Scores != scores || listed.Hour != hour)
        {
            _listed = listed = new Listed(known, view, scores, hour, Write(query, known, view, scores));
        }

        return listed.Answer;
    }

    public async Task<IResult> GetAsync(HttpContext context)
    {
        new QueryReader(context.Request.Query).RefuseOthers();
        var id = IdOrRefusal((string)context.Request.RouteValues["id"]!);
        var known = await catalogue.ReadAsync([id], context.RequestAborted);
        var station = known.Find(id) ?? throw new UnknownStationException(id);
        var view = await recent.ViewAsync([id], context.RequestAborted);
        return Answer.Json(Describe(station, view, await skill.ReadAsync(context.RequestAborted)));
    }

    /// <summary>The id, if it can be one.</summary>
    internal static string IdOrRefusal(string id) =>
        Station.IsValidId(id) ? id : throw new BadParameterException("id", id, "1 to 64 letters, digits, '-', '_' and '.'");

    private Answer Write(StationQuery query, KnownStations known, RecentView view, RecentSkill.Scores scores)
    {
        var meant = query.Among(known.All);
        var shown = meant.Skip(query.Offset).Take(query.Limit ?? meant.Count).Select(s => Describe(s, view, scores)).ToList();
        return query.Format switch
        {
            "geojson" => StationFormats.GeoJson(shown),
            "csv" => StationFormats.Csv(shown),
            _ => Answer.Json(new { Total = meant.Count, Next = query.Next(meant.Count), Stations = shown }),
        };
    }

    private StationDescription Describe(Station station, RecentView view, RecentSkill.Scores scores)
    {
        var observations = view.Observations(station.Id);
        var newest = observations?.NewestHour();
        var last = newest?.ToTime();
        return new StationDescription(
            station.Id,
            station.Name,
            station.Latitude,
            station.Longitude,
            station.Elevation,
            last,
            last is { } time ? (int)Math.Max(0, (clock.GetUtcNow() - time).TotalHours) : null,
            newest is { } n ? Observed(observations!, n) : [],
            newest is { } at ? Latest(observations!, at) : new Dictionary<string, double>(StringComparer.Ordinal),
            SkillOf(station.Id, scores));
    }

    private Dictionary<string, double> Latest(HourlyObservations observations, Hour newest)
    {
        var latest = new Dictionary<string, double>(StringComparer.Ordinal);
        for (var v = 0; v < observations.Variables.Count; v++)
        {
            if (observations[newest, v] is var value && !float.IsNaN(value))
            {
                latest[observations.Variables[v]] = Units.Of(variables[observations.Variables[v]].Unit).Of(value);
            }
        }

        return latest;
    }

    private Dictionary<string, double> SkillOf(string station, RecentSkill.Scores scores)
    {
        var skills = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var variable in variables.All)
        {
            if (scores.ByStation[(station, variable.Name)].FirstOrDefault(s => s.Leads == RollingSkill.All)?.Skill is { } skill)
            {
                skills[variable.Name] = Math.Round(skill, 3);
            }
        }

        return skills;
    }

    /// <summary>The list kept ready, and what it was written from.</summary>
    private sealed record Listed(KnownStations Known, RecentView View, RecentSkill.Scores Scores, Hour Hour, Answer Answer);

    /// <summary>Variables with a value in the last day before the newest hour.</summary>
    private static IReadOnlyList<string> Observed(HourlyObservations observations, Hour newest) =>
    [
        .. observations.Variables.Where((_, v) => (newest - 23).Through(newest).Any(hour => !float.IsNaN(observations[hour, v]))),
    ];
}
