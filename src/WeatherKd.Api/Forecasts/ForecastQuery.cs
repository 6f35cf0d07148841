using System.Globalization;
using Microsoft.AspNetCore.Http;
using WeatherKd.Api.Columns;
using WeatherKd.Api.Conventions;
using WeatherKd.Api.Units;
using WeatherKd.Stations;
using WeatherKd.Storage;
using WeatherKd.Api.Students;

namespace WeatherKd.Api.Forecasts;

/// <summary>What a request for forecasts asks for. Immutable.</summary>
internal sealed record ForecastQuery
{
    /// <summary>Default of <c>max_distance_km</c>.</summary>
    public const double DefaultDistance = 50;

    /// <summary>Most days before the forecast in one request.</summary>
    public const int MostPastDays = 92;

    /// <summary>As many as Open-Meteo's; the student's horizon is shorter as a rule.</summary>
    private const int MostForecastDays = 16;

    private const double HalfTheEarth = 20016;

    /// <summary>Station ids; empty where places were given.</summary>
    public required IReadOnlyList<string> Stations { get; init; }

    /// <summary>The places; null where stations were given.</summary>
    public IReadOnlyList<Place>? Places { get; init; }

    /// <summary>Variables in the order asked for; null for all that the student forecasts.</summary>
    public IReadOnlyList<string>? Variables { get; init; }

    /// <summary>What is wanted of days; null for nothing.</summary>
    public IReadOnlyList<DailyWish>? Daily { get; init; }

    /// <summary>Hours of the forecast wanted; null for all.</summary>
    public int? Hours { get; init; }

    /// <summary>Days wanted, that of the first forecast hour included; null for all.</summary>
    public int? ForecastDays { get; init; }

    /// <summary>Whole days before that of the first forecast hour, whose observations are wanted in front of the forecast.</summary>
    public int PastDays { get; init; }

    /// <summary>Quantile levels wanted; null for none, empty for all that the student has.</summary>
    public IReadOnlyList<double>? Quantiles { get; init; }

    /// <summary>Whether the numerical model is wanted beside the forecast.</summary>
    public bool NumericalModel { get; init; }

    /// <summary>Units of the answer.</summary>
    public UnitChoice Units { get; init; } = new();

    /// <summary>Zone of the time labels and of the days.</summary>
    public TimeZoneChoice TimeZone { get; init; } = new(false, null);

    /// <summary><c>json</c>, <c>geojson</c> or <c>csv</c>.</summary>
    public string Format { get; init; } = "json";

    /// <summary>The moment at which the forecast stood; null for the newest.</summary>
    public DateTimeOffset? AsOf { get; init; }

    /// <summary>Id of the student wanted, or a beginning of it; null for the one in service.</summary>
    public string? Student { get; init; }

    /// <summary>Whether hours are wanted: days alone where only <c>daily</c> is asked for.</summary>
    public bool WantsHourly => Daily is null || Variables is not null;

    /// <summary>Whether several answers are wanted, in an array.</summary>
    public bool Several => (Places?.Count ?? Stations.Count) > 1;

    /// <summary>Reads a query string.</summary>
    /// <exception cref="BadParameterException">Something in it is not usable.</exception>
    public static ForecastQuery Read(IQueryCollection query, IReadOnlyList<ServedVariable> variables, int mostStations)
    {
        var reader = new QueryReader(query);
        var stations = ReadStations(reader, mostStations);
        var places = ReadPlaces(reader, mostStations);
        var read = new ForecastQuery
        {
            Stations = stations ?? [],
            Places = places,
            Variables = ServedVariable.ReadNames(reader, variables),
            Daily = DailyWish.Read(reader, variables),
            Hours = reader.Integer("hours", 1, int.MaxValue, "a whole number from 1 to the hours that the student forecasts"),
            ForecastDays = reader.Integer("forecast_days", 1, MostForecastDays),
            PastDays = reader.Integer("past_days", 0, MostPastDays) ?? 0,
            Quantiles = ReadQuantiles(reader),
            NumericalModel = reader.Choice("numerical_model", "true", "false") == "true",
            Units = UnitChoice.Read(reader),
            TimeZone = TimeZoneChoice.Read(reader),
            Format = reader.Choice("format", "json", "geojson", "csv") ?? "json",
            AsOf = ReadTime(reader, "as_of"),
            Student = ReadStudent(reader),
        };
        reader.RefuseOthers();
        RefuseTogether(read);
        return (stations, places) switch
        {
            (null, null) =>
                throw BadParameterException.Missing("station", "a station id, several separated by commas, or latitude and longitude"),
            (not null, not null) => throw BadParameterException.Both("latitude", "station"),
            _ => read,
        };
    }

    private static void RefuseTogether(ForecastQuery query)
    {
        if (query is { Hours: not null, ForecastDays: not null })
        {
            throw BadParameterException.Both("forecast_days", "hours");
        }

        if (query is { AsOf: not null, PastDays: > 0 })
        {
            // What was issued is answered as it was; what is known of the days before has changed since.
            throw BadParameterException.Both("past_days", "as_of");
        }

        if (query is { Format: "csv", Daily: not null, WantsHourly: true })
        {
            throw BadParameterException.Both("daily", "variables with format=csv, a table of either hours or days");
        }
    }

    private static IReadOnlyList<string>? ReadStations(QueryReader reader, int most)
    {
        const string Allowed = "station ids of 1 to 64 letters, digits, '-', '_' and '.', separated by commas";
        var ids = reader.List("station", most, Allowed);
        return ids?.FirstOrDefault(id => !Station.IsValidId(id)) is { } bad
            ? throw new BadParameterException("station", bad, Allowed)
            : ids;
    }

    private static IReadOnlyList<Place>? ReadPlaces(QueryReader reader, int most)
    {
        const string Together = "latitude and longitude together, as many of each";
        var latitudes = reader.Numbers("latitude", -90, 90, most);
        var longitudes = reader.Numbers("longitude", -180, 360, most);
        var distance = reader.Number("max_distance_km", 0, HalfTheEarth) ?? DefaultDistance;
        return (latitudes, longitudes) switch
        {
            (null, null) => null,
            (null, _) => throw BadParameterException.Missing("latitude", Together),
            (_, null) => throw BadParameterException.Missing("longitude", Together),
            var (north, east) => north.Count == east.Count
                ? [.. north.Zip(east, (n, e) => new Place(n, e, distance))]
                : throw new BadParameterException("longitude", $"{east.Count} values beside {north.Count} of latitude", Together),
        };
    }

    private static IReadOnlyList<double>? ReadQuantiles(QueryReader reader)
    {
        const string Allowed = "'all', or probabilities above 0 and below 1 separated by commas";
        if (reader.List("quantiles", 99, Allowed) is not { } texts)
        {
            return null;
        }

        if (texts is ["all"])
        {
            return [];
        }

        return
        [
            .. texts.Select(t => double.TryParse(t, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var level)
                && level is > 0 and < 1
                ? level
                : throw new BadParameterException("quantiles", t, Allowed)).Distinct().Order(),
        ];
    }

    private static DateTimeOffset? ReadTime(QueryReader reader, string name)
    {
        const string Allowed = "a time as 2021-01-30T12:00:00Z";
        return reader.Text(name, Allowed) is not { } text ? null
            : UtcTime.TryParse(text, out var time) ? time
            : throw new BadParameterException(name, text, Allowed);
    }

    private static string? ReadStudent(QueryReader reader) =>
        reader.Text("student", StudentIds.Allowed) is { } id ? StudentIds.Require("student", id) : null;
}

/// <summary>A place on the Earth.</summary>
/// <param name="Latitude">Degrees north.</param>
/// <param name="Longitude">Degrees east.</param>
/// <param name="MaximumDistance">How far the nearest station may be away, in km.</param>
internal sealed record Place(double Latitude, double Longitude, double MaximumDistance);
