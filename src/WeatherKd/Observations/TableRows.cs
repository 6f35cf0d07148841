using System.Runtime.CompilerServices;
using WeatherKd.Series;
using WeatherKd.Storage;

namespace WeatherKd.Observations;

/// <summary>Reads the lines of a table into batches: a bad cell costs its value, a bad line its row, and both are reported once.</summary>
internal static class TableRows
{
    /// <summary>Reads all lines.</summary>
    /// <param name="csv">The table, after its header line.</param>
    /// <param name="builder">Receives the rows.</param>
    /// <param name="readRow">Reads the present line into the builder. It throws, if at all, before it starts a row there.</param>
    /// <param name="report">Is told what was passed over.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InputFormatException">The table is damaged, or most of it cannot be read.</exception>
    public static async IAsyncEnumerable<Rows> ReadAsync(
        CsvInput csv,
        RowsBuilder builder,
        Action readRow,
        Action<InputFormatException> report,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            while (!builder.IsFull && csv.Read(readRow))
            {
            }

            if (builder.Count == 0)
            {
                break;
            }

            yield return builder.Take();
            await Task.Yield();
        }

        if (csv.Finish() is { } unread)
        {
            report(unread);
        }
    }
}
