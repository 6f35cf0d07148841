using Parquet;
using Parquet.Schema;
using WeatherKd.Series;

namespace WeatherKd.Storage;

/// <summary>
/// Rows as named columns, the way they stand in a Parquet row group: text, UTC times (microseconds), whole numbers and nullable doubles
/// (<see cref="double.NaN"/> here, null in the file), so that pandas and DuckDB read them without our code.
/// </summary>
public sealed class ParquetColumns
{
    private readonly List<(string Name, Array Values, bool Nullable)> _columns = [];

    /// <summary>Number of rows; 0 before the first column.</summary>
    public int Count => _columns.Count == 0 ? 0 : _columns[0].Values.Length;

    /// <summary>Column names, in file order.</summary>
    public IEnumerable<string> Names => _columns.Select(c => c.Name);

    /// <summary>Names of the columns of <see cref="Numbers">numbers</see>, in file order.</summary>
    public IEnumerable<string> NumberColumns => _columns.Where(c => c.Values is double[]).Select(c => c.Name);

    /// <summary>Adds a column of text.</summary>
    public ParquetColumns Add(string name, string[] values) => AddColumn(name, values, nullable: false);

    /// <summary>Adds a column of text that may be missing.</summary>
    public ParquetColumns AddNullable(string name, string?[] values) => AddColumn(name, values, nullable: true);

    /// <summary>Adds a column of times.</summary>
    public ParquetColumns Add(string name, DateTimeOffset[] values) =>
        AddColumn(name, Array.ConvertAll(values, t => t.UtcDateTime), nullable: false);

    /// <summary>Adds a column of whole numbers.</summary>
    public ParquetColumns Add(string name, int[] values) => AddColumn(name, values, nullable: false);

    /// <summary>Adds a column of numbers, missing where they are not a number.</summary>
    public ParquetColumns Add(string name, double[] values) => AddColumn(name, values, nullable: true);

    /// <summary>Whether there is a column of this name.</summary>
    public bool Has(string name) => _columns.Exists(c => c.Name == name);

    /// <summary>A column of text, missing as null.</summary>
    public string?[] Text(string name) => (string?[])Column(name);

    /// <summary>A column of times.</summary>
    public DateTimeOffset[] Times(string name) => Array.ConvertAll(
        (DateTime[])Column(name), t => new DateTimeOffset(DateTime.SpecifyKind(t, DateTimeKind.Utc)));

    /// <summary>A column of whole numbers.</summary>
    public int[] WholeNumbers(string name) => (int[])Column(name);

    /// <summary>A column of numbers, not a number where missing.</summary>
    public double[] Numbers(string name) => (double[])Column(name);

    /// <summary>The rows of several, one after the other, with all columns that any of them has; missing where a part lacks one.</summary>
    public static ParquetColumns Concatenate(IReadOnlyList<ParquetColumns> parts)
    {
        var all = new ParquetColumns();
        foreach (var column in parts.SelectMany(p => p._columns).DistinctBy(c => c.Name))
        {
            Array joined = column.Values switch
            {
                string?[] => parts.SelectMany(p => p.Has(column.Name) ? p.Text(column.Name) : new string?[p.Count]).ToArray(),
                DateTime[] => parts.SelectMany(p => (DateTime[])p.Column(column.Name)).ToArray(),
                int[] => parts.SelectMany(p => p.WholeNumbers(column.Name)).ToArray(),
                _ => parts.SelectMany(p => p.Has(column.Name) ? p.Numbers(column.Name) : Enumerable.Repeat(double.NaN, p.Count)).ToArray(),
            };
            all.AddColumn(column.Name, joined, column.Nullable);
        }

        return all;
    }

    /// <summary>Some of the rows, with all columns.</summary>
    /// <param name="rows">0-based numbers of the rows wanted, in the order wanted.</param>
    public ParquetColumns Select(int[] rows)
    {
        var selected = new ParquetColumns();
        foreach (var column in _columns)
        {
            Array values = column.Values switch
            {
                string?[] text => Array.ConvertAll(rows, i => text[i]),
                DateTime[] times => Array.ConvertAll(rows, i => times[i]),
                int[] numbers => Array.ConvertAll(rows, i => numbers[i]),
                _ => Array.ConvertAll(rows, i => ((double[])column.Values)[i]),
            };
            selected.AddColumn(column.Name, values, column.Nullable);
        }

        return selected;
    }

    /// <summary>Starts a file for rows with these columns.</summary>
    /// <param name="stream">Receives the file; stays open.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    public async Task<ParquetColumnFile> CreateFileAsync(Stream stream, CancellationToken cancellationToken)
    {
        var schema = new ParquetSchema([.. _columns.Select(c => Field(c.Name, c.Values, c.Nullable))]);
        var options = new ParquetOptions { CompressionMethod = CompressionMethod.Snappy };
        return new ParquetColumnFile(
            await ParquetWriter.CreateAsync(schema, stream, options, cancellationToken: cancellationToken),
            schema.DataFields);
    }

    /// <summary>Reads all row groups of a file, one after the other.</summary>
    /// <param name="stream">A seekable stream.</param>
    /// <param name="wanted">Which columns to read; null reads all.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <param name="stations">
    /// Stations wanted; null reads the rows of all. Groups that hold none of them, by their statistics, are skipped.
    /// </param>
    public static async IAsyncEnumerable<ParquetColumns> ReadGroupsAsync(
        Stream stream,
        Func<string, bool>? wanted,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken,
        StationRange? stations = null)
    {
        await using var reader = await ParquetReader.CreateAsync(stream, leaveStreamOpen: true, cancellationToken: cancellationToken);
        var station = stations is null ? null : Array.Find(reader.Schema.DataFields, f => f.Name == RecordColumns.Station);
        for (var g = 0; g < reader.RowGroupCount; g++)
        {
            using var group = reader.OpenRowGroupReader(g);
            if (station is not null
                && group.GetStatistics(station) is { MinValue: string first, MaxValue: string last }
                && !stations!.Meets(first, last))
            {
                continue;
            }

            if (stream is IRangedStream ranged)
            {
                await ranged.ExpectAsync(RowGroupBytes.Of(reader, g), cancellationToken);
            }

            var rows = station is null ? null : RowsOf(stations!, (string?[])await ReadColumnAsync(group, station, cancellationToken));
            if (rows is { Length: 0 })
            {
                continue;
            }

            var columns = new ParquetColumns();
            foreach (var field in reader.Schema.DataFields.Where(f => wanted?.Invoke(f.Name) ?? true))
            {
                columns.AddColumn(field.Name, await ReadColumnAsync(group, field, cancellationToken), field.IsNullable);
            }

            yield return rows is null || rows.Length == columns.Count ? columns : columns.Select(rows);
        }
    }

    private static int[] RowsOf(StationRange stations, string?[] ids)
    {
        var rows = new List<int>();
        for (var i = 0; i < ids.Length; i++)
        {
            if (stations.Contains(ids[i]!))
            {
                rows.Add(i);
            }
        }

        return [.. rows];
    }

    private static async Task<Array> ReadColumnAsync(ParquetRowGroupReader group, DataField field, CancellationToken cancellationToken)
    {
        var rows = checked((int)group.RowCount);
        if (field.ClrType == typeof(string) || field.ClrType == typeof(ReadOnlyMemory<char>))
        {
            var text = new string?[rows];
            await group.ReadAsync(field, text, cancellationToken: cancellationToken);
            Share(text);
            return text;
        }

        if (field.ClrType == typeof(DateTime))
        {
            var times = new DateTime[rows];
            await group.ReadAsync<DateTime>(field, times, cancellationToken: cancellationToken);
            return times;
        }

        if (field.ClrType == typeof(int))
        {
            var numbers = new int[rows];
            await group.ReadAsync<int>(field, numbers, cancellationToken: cancellationToken);
            return numbers;
        }

        var nullable = new double?[rows];
        await group.ReadAsync<double>(field, nullable, cancellationToken: cancellationToken);
        return Array.ConvertAll(nullable, n => n ?? double.NaN);
    }

    /// <summary>Gives equal texts one instance: a column holds few stations and many rows.</summary>
    private static void Share(string?[] text)
    {
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is not { } value)
            {
                continue;
            }

            // Most rows are sorted by station.
            if (i > 0 && text[i - 1] == value)
            {
                text[i] = text[i - 1];
            }
            else if (!seen.TryAdd(value, value))
            {
                text[i] = seen[value];
            }
        }
    }

    /// <summary>The values of the column at a place, as they are kept.</summary>
    internal Array At(int index) => _columns[index].Values;

    private static DataField Field(string name, Array values, bool nullable) => values switch
    {
        string?[] => new DataField(name, typeof(string), nullable),
        DateTime[] =>
            new DateTimeDataField(name, DateTimeFormat.Timestamp, isAdjustedToUTC: true, DateTimeTimeUnit.Micros, isNullable: false),
        int[] => new DataField(name, typeof(int), isNullable: false),
        _ => new DataField(name, typeof(double), isNullable: true),
    };

    private ParquetColumns AddColumn(string name, Array values, bool nullable)
    {
        if (_columns.Count > 0 && values.Length != Count)
        {
            throw new ArgumentException($"Column {name} has {values.Length} rows; the others have {Count}.", nameof(values));
        }

        _columns.Add((name, values, nullable));
        return this;
    }

    private Array Column(string name) => _columns.Find(c => c.Name == name).Values
        ?? throw new InvalidDataException($"The Parquet file has no column {name}; it has {string.Join(", ", Names)}.");
}
