using System.Globalization;
using Microsoft.AspNetCore.Http;
using WeatherKd.Api.Conventions;
using WeatherKd.Stations;
using WeatherKd.Storage;
using WeatherKd.Students;
using WeatherKd.Variables;

namespace WeatherKd.Api.Forecasts;

/// <summary>What a request for forecasts asks for. Immutable.</summary>
internal sealed record ForecastQuery
{
    /// <summary>Default of <c>max_distance_km</c>.</summary>
    public const double DefaultDistance = 50;

    private const int LongestHorizon = 1000;
    private const double HalfTheEarth = 20016;

    /// <summary>Station ids; empty where a place was given.</summary>
    public required IReadOnlyList<string> Stations { get; init; }

    /// <summary>The place; null where stations were given.</summary>
    public Place? Place { get; init; }

    /// <summary>Variables in the order asked for; null for all that the student forecasts.</summary>
    public IReadOnlyList<string>? Variables { get; init; }

    /// <summary>Hours wanted; null for all.</summary>
    public int? Hours { get; init; }

    /// <summary>Quantile levels wanted; null for none, empty for all that the student has.</summary>
    public IReadOnlyList<double>? Quantiles { get; init; }

    /// <summary>Whether the numerical model is wanted beside the forecast.</summary>
    public bool NumericalModel { get; init; }

    /// <summary>Zone of the time labels; null for UTC with <c>Z</c>.</summary>
    public TimeZoneInfo? TimeZone { get; init; }

    /// <summary><c>json</c>, <c>geojson</c> or <c>csv</c>.</summary>
    public string Format { get; init; } = "json";

    /// <summary>The moment at which the forecast stood; null for the newest.</summary>
    public DateTimeOffset? AsOf { get; init; }

    /// <summary>Id of the student wanted; null for the one in service.</summary>
    public string? Student { get; init; }

    /// <summary>Reads a query string.</summary>
    /// <exception cref="BadParameterException">Something in it is not usable.</exception>
    public static ForecastQuery Read(IQueryCollection query, VariableTable variables, int mostStations)
    {
        var reader = new QueryReader(query);
        var stations = ReadStations(reader, mostStations);
        var place = ReadPlace(reader);
        var read = new ForecastQuery
        {
            Stations = stations ?? [],
            Place = place,
            Variables = ReadVariables(reader, variables),
            Hours = reader.Integer("hours", 1, LongestHorizon),
            Quantiles = ReadQuantiles(reader),
            NumericalModel = reader.Choice("numerical_model", "true", "false") == "true",
            TimeZone = ReadTimeZone(reader),
            Format = reader.Choice("format", "json", "geojson", "csv") ?? "json",
            AsOf = ReadTime(reader, "as_of"),
            Student = ReadStudent(reader),
        };
        reader.RefuseOthers();
        return (stations, place) switch
        {
            (null, null) => throw new BadParameterException("station", "missing", "a station id, several separated by commas, or latitude and longitude"),
            (not null, not null) => throw new BadParameterException("latitude", "given together with station", "either station, or latitude and longitude"),
            _ => read,
        };
    }

    private static IReadOnlyList<string>? ReadStations(QueryReader reader, int most)
    {
        const string Allowed = "station ids of 1 to 64 letters, digits, '-', '_' and '.', separated by commas";
        var ids = reader.List("station", most, Allowed);
        return ids?.FirstOrDefault(id => !Station.IsValidId(id)) is { } bad ? throw new BadParameterException("station", bad, Allowed) : ids;
    }

    private static Place? ReadPlace(QueryReader reader)
    {
        var latitude = reader.Number("latitude", -90, 90);
        var longitude = reader.Number("longitude", -180, 360);
        var distance = reader.Number("max_distance_km", 0, HalfTheEarth);
        return (latitude, longitude, distance) switch
        {
            ({ } north, { } east, _) => new Place(north, east, distance ?? DefaultDistance),
            (null, null, null) => null,
            (null, _, _) => throw new BadParameterException("latitude", "missing", "latitude and longitude together"),
            _ => throw new BadParameterException("longitude", "missing", "latitude and longitude together"),
        };
    }

    private static List<string>? ReadVariables(QueryReader reader, VariableTable variables)
    {
        var allowed = string.Join(", ", variables.All.Select(v => v.Name));
        var names = reader.List("variables", variables.All.Count, allowed);
        if (names?.FirstOrDefault(n => variables.Find(n) is null) is { } unknown)
        {
            throw new BadParameterException("variables", unknown, allowed);
        }

        return names?.Distinct(StringComparer.Ordinal).ToList();
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
            .. texts.Select(t => double.TryParse(t, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var level) && level is > 0 and < 1
                ? level
                : throw new BadParameterException("quantiles", t, Allowed)).Distinct().Order(),
        ];
    }

    private static TimeZoneInfo? ReadTimeZone(QueryReader reader)
    {
        const string Allowed = "a name of the IANA time zone database, e.g. Asia/Seoul";
        if (reader.Text("timezone", Allowed) is not { } name)
        {
            return null;
        }

        // Names of the database only: what looks like a path must not reach the file system.
        return name.Length <= 64 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '_' or '-' or '+')
            && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone)
                ? zone
                : throw new BadParameterException("timezone", name, Allowed);
    }

    private static DateTimeOffset? ReadTime(QueryReader reader, string name)
    {
        const string Allowed = "a time as 2021-01-30T12:00:00Z";
        return reader.Text(name, Allowed) is not { } text ? null
            : UtcTime.TryParse(text, out var time) ? time
            : throw new BadParameterException(name, text, Allowed);
    }

    private static string? ReadStudent(QueryReader reader)
    {
        const string Allowed = "a student's id: 32 hexadecimal digits in lower case";
        return reader.Text("student", Allowed) is not { } id ? null
            : StudentRegistry.IsId(id) ? id
            : throw new BadParameterException("student", id, Allowed);
    }
}

/// <summary>A place on the Earth.</summary>
/// <param name="Latitude">Degrees north.</param>
/// <param name="Longitude">Degrees east.</param>
/// <param name="MaximumDistance">How far the nearest station may be away, in km.</param>
internal sealed record Place(double Latitude, double Longitude, double MaximumDistance);
