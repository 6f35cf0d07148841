using Parquet;
using Parquet.Schema;

namespace WeatherKd.Storage;

/// <summary>
/// A Parquet file that is being written, one row group for each <see cref="ParquetColumns"/>. Disposing it writes the footer.
/// </summary>
public sealed class ParquetColumnFile : IAsyncDisposable
{
    private readonly ParquetWriter _writer;
    private readonly DataField[] _fields;
    private bool _ended;

    internal ParquetColumnFile(ParquetWriter writer, DataField[] fields)
    {
        _writer = writer;
        _fields = fields;
    }

    /// <summary>Appends rows, which have the columns that the file was started with.</summary>
    /// <exception cref="ArgumentException">They have others: values would go under the names of others.</exception>
    public async Task AppendAsync(ParquetColumns rows, CancellationToken cancellationToken)
    {
        if (!rows.Names.SequenceEqual(_fields.Select(f => f.Name), StringComparer.Ordinal))
        {
            throw new ArgumentException(
                $"The file has the columns {string.Join(", ", _fields.Select(f => f.Name))}; given are {string.Join(", ", rows.Names)}.",
                nameof(rows));
        }

        using var group = _writer.CreateRowGroup();
        for (var i = 0; i < _fields.Length; i++)
        {
            switch (rows.At(i))
            {
                case string?[] text:
                    await group.WriteAsync(_fields[i], text);
                    break;
                case DateTime[] times:
                    await group.WriteAsync<DateTime>(_fields[i], times, cancellationToken: cancellationToken);
                    break;
                case int[] numbers:
                    await group.WriteAsync<int>(_fields[i], numbers, cancellationToken: cancellationToken);
                    break;
                case double[] numbers:
                    var nullable = Array.ConvertAll(numbers, n => double.IsNaN(n) ? (double?)null : n);
                    await group.WriteAsync<double>(_fields[i], nullable, cancellationToken: cancellationToken);
                    break;
                default:
                    throw new InvalidOperationException($"Column {_fields[i].Name} has a type that is not written.");
            }
        }

        group.CompleteValidate();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_ended)
        {
            _ended = true;
            await _writer.DisposeAsync();
        }
    }
}
