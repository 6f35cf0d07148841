using Microsoft.AspNetCore.Http;
using WeatherKd.Api.Conventions;
using WeatherKd.Stations;

namespace WeatherKd.Api.Stations;

/// <summary>Which stations a request asks for. Immutable.</summary>
internal sealed record StationQuery
{
    /// <summary>Most stations in one page.</summary>
    public const int MostStations = 10_000;

    /// <summary>
    /// West, south, east, north in degrees, as GeoJSON orders them; west above east crosses the antimeridian. Null for everywhere.
    /// </summary>
    public IReadOnlyList<double>? Box { get; private init; }

    /// <summary>Part of an id, a name, or of both as the page shows them, in any case; null for all.</summary>
    public string? Search { get; private init; }

    /// <summary>Most stations wanted; null for all.</summary>
    public int? Limit { get; private init; }

    /// <summary>How many to pass over.</summary>
    public int Offset { get; private init; }

    /// <summary><c>json</c>, <c>geojson</c> or <c>csv</c>.</summary>
    public string Format { get; private init; } = "json";

    /// <summary>Whether it asks for all stations as JSON.</summary>
    public bool IsPlain => this is { Box: null, Search: null, Limit: null, Offset: 0, Format: "json" };

    /// <summary>Reads a query string.</summary>
    /// <exception cref="BadParameterException">Something in it is not usable.</exception>
    public static StationQuery Read(IQueryCollection query)
    {
        var reader = new QueryReader(query);
        var read = new StationQuery
        {
            Box = ReadBox(reader),
            Search = reader.Text("search", "part of an id or a name"),
            Limit = reader.Integer("limit", 1, MostStations),
            Offset = reader.Integer("offset", 0, int.MaxValue) ?? 0,
            Format = reader.Choice("format", "json", "geojson", "csv") ?? "json",
        };
        reader.RefuseOthers();
        return read;
    }

    /// <summary>The stations that it means, before paging.</summary>
    public IReadOnlyList<Station> Among(IReadOnlyList<Station> all) => [.. all.Where(s => IsInside(s) && IsCalled(s))];

    /// <summary>The address of the next page; null where there is none.</summary>
    /// <param name="total">How many stations it means.</param>
    public string? Next(int total)
    {
        if (Limit is not { } limit || Offset > total - limit - 1)
        {
            return null;
        }

        var box = Box is null ? string.Empty : "bbox=" + string.Join(',', Box.Select(b => FormattableString.Invariant($"{b}"))) + "&";
        var search = Search is null ? string.Empty : $"search={Uri.EscapeDataString(Search)}&";
        var format = Format == "json" ? string.Empty : $"&format={Format}";
        return $"{ApiAddress.Prefix}/stations?{box}{search}limit={limit}&offset={Offset + limit}{format}";
    }

    private static IReadOnlyList<double>? ReadBox(QueryReader reader)
    {
        const string Allowed = "west,south,east,north in degrees, south at most north";
        if (reader.Text("bbox", Allowed) is not { } text)
        {
            return null;
        }

        var sides = reader.Numbers("bbox", -360, 360, 4)!;
        return sides.Count == 4 && sides[1] <= sides[3] && sides[1] >= -90 && sides[3] <= 90
            ? sides
            : throw new BadParameterException("bbox", text, Allowed);
    }

    private bool IsInside(Station station)
    {
        if (Box is not { } box)
        {
            return true;
        }

        if (station is not { Latitude: { } north, Longitude: { } east } || north < box[1] || north > box[3])
        {
            return false;
        }

        // Boxes may count to 360; a box as wide as the Earth holds every longitude.
        var (width, from) = (box[2] - box[0], East(east - box[0]));
        return width >= 360 || from <= East(width);
    }

    private static double East(double degrees) => ((degrees % 360) + 360) % 360;

    private bool IsCalled(Station station) =>
        Search is not { } wanted || $"{station.Name} ({station.Id})".Contains(wanted, StringComparison.OrdinalIgnoreCase);
}
