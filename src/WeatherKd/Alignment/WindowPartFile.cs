using System.Runtime.InteropServices;
using Parquet;
using Parquet.Schema;
using WeatherKd.Series;

namespace WeatherKd.Alignment;

/// <summary>
/// Windows as a Parquet file: one row a window, its station's id, its origin (<see cref="Hour.SinceEpoch"/>), and its arrays as
/// little-endian float32 bytes (shapes as in <see cref="WindowBlock"/>).
/// </summary>
internal static class WindowPartFile
{
    /// <summary>Bytes of the windows of a row group at most, as a rule.</summary>
    private const int GroupBytes = 8 << 20;

    private static readonly DataField StationField = new(RecordColumns.Station, typeof(string), isNullable: false);
    private static readonly DataField OriginField = new("origin", typeof(int), isNullable: false);
    private static readonly DataField ObservationsField = new("observations", typeof(byte[]), isNullable: false);
    private static readonly DataField TeacherField = new("teacher", typeof(byte[]), isNullable: false);
    private static readonly DataField TargetsField = new("targets", typeof(byte[]), isNullable: false);

    /// <summary>Windows of a row group.</summary>
    public static int GroupWindows(WindowShape shape)
    {
        var values = (shape.HistoryHours * shape.Inputs.Count)
            + ((shape.HistoryHours + shape.HorizonHours) * shape.TeacherVariables.Count)
            + (shape.HorizonHours * shape.Targets.Count);
        return Math.Clamp(GroupBytes / (sizeof(float) * Math.Max(1, values)), 16, SeriesWindows.BlockWindows);
    }

    /// <summary>Writes blocks of windows, a row group each.</summary>
    /// <param name="blocks">The blocks, whose stations are indices in <paramref name="stations"/>.</param>
    /// <param name="stations">Ids of stations.</param>
    /// <param name="stream">Receives the file.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    public static async Task WriteAsync(
        IEnumerable<WindowBlock> blocks,
        IReadOnlyList<string> stations,
        Stream stream,
        CancellationToken cancellationToken)
    {
        var schema = new ParquetSchema(StationField, OriginField, ObservationsField, TeacherField, TargetsField);
        var fields = schema.DataFields;

        // Windows are all different: looking for repeated values to encode costs time and finds none.
        var options = new ParquetOptions { CompressionMethod = CompressionMethod.Snappy, DictionaryEncodingThreshold = 0 };
        await using var writer = await ParquetWriter.CreateAsync(schema, stream, options, cancellationToken: cancellationToken);
        foreach (var block in blocks)
        {
            var origins = Array.ConvertAll(block.Origins, hour => hour.SinceEpoch);
            using var group = writer.CreateRowGroup();
            await group.WriteAsync(fields[0], Array.ConvertAll(block.Stations, s => (string?)stations[s]));
            await group.WriteAsync<int>(fields[1], origins, cancellationToken: cancellationToken);
            await group.WriteAsync(fields[2], ToBytes(block.Observations, block.Count));
            await group.WriteAsync(fields[3], ToBytes(block.Teacher, block.Count));
            await group.WriteAsync(fields[4], ToBytes(block.Targets, block.Count));
            group.CompleteValidate();
        }
    }

    /// <summary>Reads windows of one row group.</summary>
    /// <param name="path">The file.</param>
    /// <param name="group">Number of the row group.</param>
    /// <param name="first">First window wanted in the group.</param>
    /// <param name="count">How many.</param>
    /// <param name="shape">The shape of the windows.</param>
    /// <param name="indices">Index of each station's id in the shape.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static async Task<WindowBlock> ReadAsync(
        string path,
        int group,
        int first,
        int count,
        WindowShape shape,
        IReadOnlyDictionary<string, int> indices,
        CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(path);
        await using var reader = await ParquetReader.CreateAsync(stream, cancellationToken: cancellationToken);
        using var rows = reader.OpenRowGroupReader(group);
        var fields = reader.Schema.DataFields;
        var size = checked((int)rows.RowCount);
        var result = new WindowBlock(shape, count);
        var (stations, origins) = (new string?[size], new int[size]);
        await rows.ReadAsync(fields[0], stations, cancellationToken: cancellationToken);
        await rows.ReadAsync<int>(fields[1], origins, cancellationToken: cancellationToken);
        for (var i = 0; i < count; i++)
        {
            result.Stations[i] = indices[stations[first + i]!];
            result.Origins[i] = new Hour(origins[first + i]);
        }

        await CopyAsync(rows, fields[2], first, count, result.Observations, cancellationToken);
        await CopyAsync(rows, fields[3], first, count, result.Teacher, cancellationToken);
        await CopyAsync(rows, fields[4], first, count, result.Targets, cancellationToken);
        return result;
    }

    private static async Task CopyAsync(
        ParquetRowGroupReader group,
        DataField field,
        int first,
        int count,
        float[] target,
        CancellationToken cancellationToken)
    {
        var rows = new byte[]?[checked((int)group.RowCount)];
        await group.ReadAsync(field, rows, cancellationToken: cancellationToken);
        var width = target.Length / count;
        for (var i = 0; i < count; i++)
        {
            MemoryMarshal.Cast<byte, float>(rows[first + i]).CopyTo(target.AsSpan(i * width, width));
        }
    }

    private static byte[][] ToBytes(float[] values, int count)
    {
        var width = values.Length / count;
        return [.. Enumerable.Range(0, count).Select(i => MemoryMarshal.AsBytes(values.AsSpan(i * width, width)).ToArray())];
    }
}
