using System.Runtime.InteropServices;
using Parquet;
using Parquet.Schema;
using WeatherKd.Series;

namespace WeatherKd.Alignment;

/// <summary>
/// The teacher's series as a Parquet file: one row group a station, in the dataset's order, with one row of first hour and values as
/// little-endian float32 bytes. One station is in memory at a time.
/// </summary>
internal sealed class TeacherSeriesFile(
    TeacherArchiveDescription description,
    WindowShape shape,
    Func<CancellationToken, Task<string>> download) : ITeacherArchive
{
    private static readonly DataField FirstHourField = new("first_hour", typeof(int), isNullable: false);
    private static readonly DataField ValuesField = new("values", typeof(byte[]), isNullable: false);
    private string? _path;

    /// <inheritdoc/>
    public TeacherArchiveDescription Description => description;

    /// <inheritdoc/>
    public async Task<TeacherSeries> ReadAsync(int station, CancellationToken cancellationToken)
    {
        _path ??= await download(cancellationToken);
        await using var stream = File.OpenRead(_path);
        await using var reader = await ParquetReader.CreateAsync(stream, cancellationToken: cancellationToken);
        using var group = reader.OpenRowGroupReader(station);
        var fields = reader.Schema.DataFields;
        var (first, rows) = (new int[1], new byte[]?[1]);
        await group.ReadAsync<int>(fields[0], first, cancellationToken: cancellationToken);
        await group.ReadAsync(fields[1], rows, cancellationToken: cancellationToken);
        return new TeacherSeries(
            shape.Stations[station],
            shape.TeacherVariables,
            new Hour(first[0]),
            MemoryMarshal.Cast<byte, float>(rows[0]).ToArray());
    }

    /// <summary>Writes the series of all stations.</summary>
    public static async Task WriteAsync(ITeacherArchive archive, int stations, Stream stream, CancellationToken cancellationToken)
    {
        var schema = new ParquetSchema(FirstHourField, ValuesField);
        var options = new ParquetOptions { CompressionMethod = CompressionMethod.Snappy, DictionaryEncodingThreshold = 0 };
        await using var writer = await ParquetWriter.CreateAsync(schema, stream, options, cancellationToken: cancellationToken);
        for (var station = 0; station < stations; station++)
        {
            var series = await archive.ReadAsync(station, cancellationToken);
            using var group = writer.CreateRowGroup();
            await group.WriteAsync<int>(schema.DataFields[0], new[] { series.FirstHour.SinceEpoch }, cancellationToken: cancellationToken);
            await group.WriteAsync(schema.DataFields[1], new[] { MemoryMarshal.AsBytes<float>(series.Values).ToArray() });
            group.CompleteValidate();
        }
    }
}
