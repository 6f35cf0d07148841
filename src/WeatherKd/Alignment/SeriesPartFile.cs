using System.Runtime.InteropServices;
using System.Text.Json;
using Parquet;
using Parquet.Schema;
using WeatherKd.Series;
using WeatherKd.Storage;

namespace WeatherKd.Alignment;

/// <summary>
/// The teacher's series of a shard and a span of hours as a Parquet file: one row group a station, with one row of first hour and values as
/// little-endian float32 bytes. The ids of its stations stand in the file's metadata.
/// </summary>
internal static class SeriesPartFile
{
    private const string StationsKey = "stations";
    private static readonly DataField FirstHourField = new("first_hour", typeof(int), isNullable: false);
    private static readonly DataField ValuesField = new("values", typeof(byte[]), isNullable: false);

    /// <summary>Writes series; those without an hour are left out.</summary>
    public static async Task WriteAsync(IEnumerable<TeacherSeries> series, Stream stream, CancellationToken cancellationToken)
    {
        var schema = new ParquetSchema(FirstHourField, ValuesField);
        var options = new ParquetOptions { CompressionMethod = CompressionMethod.Snappy, DictionaryEncodingThreshold = 0 };
        await using var writer = await ParquetWriter.CreateAsync(schema, stream, options, cancellationToken: cancellationToken);
        var stations = new List<string>();
        foreach (var one in series.Where(s => s.Hours > 0))
        {
            stations.Add(one.Station);
            using var group = writer.CreateRowGroup();
            await group.WriteAsync<int>(schema.DataFields[0], new[] { one.FirstHour.SinceEpoch }, cancellationToken: cancellationToken);
            await group.WriteAsync(schema.DataFields[1], new[] { MemoryMarshal.AsBytes<float>(one.Values).ToArray() });
            group.CompleteValidate();
        }

        writer.CustomMetadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [StationsKey] = JsonSerializer.Serialize(stations, WeatherJson.Compact),
        };
    }

    /// <summary>Reads the series of some stations; those that the file has nothing of are left out.</summary>
    public static async Task<IReadOnlyDictionary<string, (Hour FirstHour, float[] Values)>> ReadAsync(
        string path,
        IEnumerable<string> stations,
        CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(path);
        await using var reader = await ParquetReader.CreateAsync(stream, cancellationToken: cancellationToken);
        var there = JsonSerializer.Deserialize<List<string>>(reader.CustomMetadata[StationsKey], WeatherJson.Compact)!;
        var found = new Dictionary<string, (Hour, float[])>(StringComparer.Ordinal);
        foreach (var station in stations)
        {
            if (there.IndexOf(station) is not (>= 0 and var number))
            {
                continue;
            }

            using var group = reader.OpenRowGroupReader(number);
            var (first, rows) = (new int[1], new byte[]?[1]);
            await group.ReadAsync<int>(reader.Schema.DataFields[0], first, cancellationToken: cancellationToken);
            await group.ReadAsync(reader.Schema.DataFields[1], rows, cancellationToken: cancellationToken);
            found.Add(station, (new Hour(first[0]), MemoryMarshal.Cast<byte, float>(rows[0]).ToArray()));
        }

        return found;
    }
}
