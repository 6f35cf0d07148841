using System.Globalization;
using System.Text;
using WeatherKd.Series;

namespace WeatherKd.Local.Demo.Playing;

/// <content>What it publishes.</content>
internal sealed partial class PlayingServer
{
    private byte[]? Content(string path, string query)
    {
        if (Files.TryGetValue(path, out var file))
        {
            return file;
        }

        var parts = path.Trim('/').Split('/');
        return parts[0] switch
        {
            "gfs" or "hrrr" or "ecmwf" or "icon-eu" or "icon-d2" => Model(parts),
            "metar" => Metar(query),
            "stationinfo" => StationInfo(query),
            "ghcnh" when parts[^1] == "ghcnh-station-list.csv" => Encoding.UTF8.GetBytes(PlayedWeather.StationList()),
            "ghcnh" => Ghcnh(parts[^1]),
            _ => null,
        };
    }

    /// <summary>A file of a model, from the run and the lead in its name.</summary>
    private byte[]? Model(string[] parts)
    {
        var name = parts[^1];
        var (run, lead) = parts[0] switch
        {
            "gfs" => (Run(parts[1][4..] + parts[2]), Number(name.Split(".f")[1].Split('.')[0])),
            "hrrr" => (Run(parts[1][5..] + name[6..8]), Number(name.Split("wrfsfcf")[1].Split('.')[0])),
            "ecmwf" => (Run(name[..10]), Number(name.Split('-')[1].TrimEnd('h'))),
            _ => (Run(name.Split("single-level_")[1][..10]), Number(name.Split("single-level_")[1].Split('_')[1])),
        };
        if (run is not { } start || lead is not { } hours || start + _delay > _clock.GetUtcNow() || Withholds)
        {
            return null;
        }

        if (Shape is { } shape)
        {
            var (content, idx) = shape(start, hours);
            return name.EndsWith(".idx", StringComparison.Ordinal) ? Encoding.UTF8.GetBytes(idx) : content;
        }

        return _made.GetOrAdd(string.Join('/', parts), _ =>
        {
            if (parts[0].StartsWith("icon", StringComparison.Ordinal))
            {
                return PlayedField.All.FirstOrDefault(f => name.EndsWith(
                    $"_{f.Dwd}.grib2.bz2",
                    StringComparison.OrdinalIgnoreCase)) is { } field
                    ? Bzip2(_weather.Message(field, start, hours))
                    : [];
            }

            var file = _weather.File(start, hours);
            return name.EndsWith(".idx", StringComparison.Ordinal)
                ? Encoding.UTF8.GetBytes(file.Idx)
                : name.EndsWith(".index", StringComparison.Ordinal) ? Encoding.UTF8.GetBytes(file.Index) : file.Content;
        }) is { Length: > 0 } made ? made : null;
    }

    private byte[] Metar(string query)
    {
        var asked = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(query);
        var to = DateTimeOffset.ParseExact(
            asked["date"].ToString(),
            "yyyyMMdd_HHmm'Z'",
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal);
        var hours = Number(asked["hours"].ToString()) ?? 1;
        to = to < _clock.GetUtcNow() ? to : _clock.GetUtcNow();
        return Encoding.UTF8.GetBytes(_weather.Metar(asked["ids"].ToString().Split(','), to.AddHours(-hours), to));
    }

    /// <summary>The stations of the box, or nothing where there is none, which the source answers with 204.</summary>
    private static byte[]? StationInfo(string query)
    {
        var box = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(query)["bbox"].ToString().Split(',');
        var degrees = box.Select(d => double.Parse(d, CultureInfo.InvariantCulture)).ToArray();
        var found = PlayedWeather.StationInfo(degrees[0], degrees[1], degrees[2], degrees[3]);
        return found == "[]" ? null : Encoding.UTF8.GetBytes(found);
    }

    /// <summary>A station's year, up to three days ago, as GHCNh lags behind.</summary>
    private byte[]? Ghcnh(string name)
    {
        var words = Path.GetFileNameWithoutExtension(name).Split('_');
        if (words.Length != 3
            || Number(words[2]) is not { } year
            || PlayedWeather.Stations.FirstOrDefault(s => s.Ghcn == words[1]) is not { } station)
        {
            return null;
        }

        var now = Hour.Floor(_clock.GetUtcNow());
        var from = Hour.Max(Hour.Floor(new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero)), now - (24 * GhcnhDays));
        var to = Hour.Min(Hour.Floor(new DateTimeOffset(year + 1, 1, 1, 0, 0, 0, TimeSpan.Zero)) - 1, now - 72);
        return from > to ? null : Encoding.UTF8.GetBytes(_weather.Ghcnh(station, from, to));
    }

    private static byte[] Bzip2(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var stream = SharpCompress.Compressors.BZip2.BZip2Stream.Create(
            packed,
            SharpCompress.Compressors.CompressionMode.Compress,
            decompressConcatenated: false,
            leaveOpen: true))
        {
            stream.Write(content);
        }

        return packed.ToArray();
    }

    private static DateTimeOffset? Run(string text) =>
        DateTimeOffset.TryParseExact(text, "yyyyMMddHH", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var run)
            ? run
            : null;

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
