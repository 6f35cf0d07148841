using System.Globalization;
using System.Text;
using WeatherKd.Feeds.Requests;
using WeatherKd.Feeds.Settings;
using WeatherKd.Feeds.Sources;

namespace WeatherKd.Feeds.Catalogues;

/// <summary>Finds stations near a place, in a box or in a country, in the list of a source.</summary>
public sealed class StationFinder(FeedFactory factory)
{
    private const int MostBytes = 64 << 20;
    private const double KilometresPerDegree = 111.2;

    /// <summary>Lists that can be searched, with their addresses.</summary>
    public static IReadOnlyDictionary<string, string> Addresses { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["ghcnh"] = "https://www.ncei.noaa.gov/oa/global-historical-climatology-network/hourly/doc/ghcnh-station-list.csv",
        ["isd"] = "https://www.ncei.noaa.gov/pub/data/noaa/isd-history.csv",
        ["metar"] = "https://aviationweather.gov/api/data/stationinfo",
    };

    /// <summary>Finds stations, the nearest first where a place is given, else by id.</summary>
    /// <param name="search">Where.</param>
    /// <param name="file">Settings of feeds, for contact and proxy.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <exception cref="SourceException">The list cannot be had or is not what it is documented to be.</exception>
    public async Task<IReadOnlyList<ListedStation>> FindAsync(StationSearch search, FeedsFile file, CancellationToken cancellationToken)
    {
        var address = search.Address ?? Addresses[search.List];
        if (search.List == "metar")
        {
            var (south, west, north, east) = search.Box
                ?? throw new SourceException(
                    "METAR stations are asked for by a place or a box, not by a country; the lists ghcnh and isd have countries.");
            address += string.Create(CultureInfo.InvariantCulture, $"?format=json&bbox={south:F4},{west:F4},{north:F4},{east:F4}");
        }

        using var client = factory.CreateClient(SourceCatalogue.Find(search.List == "metar" ? "metar" : "ghcnh")!, address, file);
        var request = new SourceRequest(new Uri(address));
        var answer = await client.GetAsync(request, cancellationToken);
        if (answer.Outcome != SourceOutcome.Found)
        {
            // aviationweather.gov answers a box without stations so.
            answer.Dispose();
            return search.List == "metar" ? [] : throw new SourceException($"The list is not at {address}.");
        }

        using var content = new MemoryStream();
        await Download.ReceiveAsync(client, request, answer, MostBytes, Take, cancellationToken);
        content.Position = 0;
        using var text = new StreamReader(content, Encoding.UTF8);
        var all = search.List switch
        {
            "metar" => StationLists.StationInfo(content),
            "isd" => StationLists.Isd(text),
            _ => StationLists.Ghcnh(text),
        };
        return [.. all.Where(search.Has).DistinctBy(s => s.Id).OrderBy(search.OrderOf).ThenBy(s => s.Id, StringComparer.Ordinal)];

        ValueTask Take(ReadOnlyMemory<byte> piece)
        {
            content.Write(piece.Span);
            return ValueTask.CompletedTask;
        }
    }

    /// <summary>The box around a circle.</summary>
    internal static (double South, double West, double North, double East) BoxAround(double latitude, double longitude, double kilometres)
    {
        var high = kilometres / KilometresPerDegree;
        var wide = Math.Min(180, high / Math.Max(0.01, Math.Cos(latitude * Math.PI / 180)));
        return (
            Math.Max(-90, latitude - high),
            Math.Max(-180, longitude - wide),
            Math.Min(90, latitude + high),
            Math.Min(180, longitude + wide));
    }
}
