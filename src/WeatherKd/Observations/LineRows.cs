using System.Runtime.CompilerServices;
using WeatherKd.Series;
using WeatherKd.Storage;

namespace WeatherKd.Observations;

/// <summary>Reads the lines of a text of fixed columns into batches: a line that cannot be read costs its row, and is reported.</summary>
internal static class LineRows
{
    /// <summary>Reads all lines but blank ones.</summary>
    /// <param name="lines">The text.</param>
    /// <param name="builder">Receives the rows.</param>
    /// <param name="readLine">Reads the present line into the builder. It throws, if at all, before it starts a row there.</param>
    /// <param name="report">Is told what was passed over.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InputFormatException">More lines cannot be read than can, or one is too long.</exception>
    public static async IAsyncEnumerable<Rows> ReadAsync(
        TextLines lines,
        RowsBuilder builder,
        Action readLine,
        Action<InputFormatException> report,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var unread = new UnreadParts("lines");
        var read = 0L;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            while (!builder.IsFull && lines.Read())
            {
                try
                {
                    if (!lines.Line.Span.IsWhiteSpace())
                    {
                        readLine();
                        read++;
                    }
                }
                catch (InputFormatException e)
                {
                    unread.Add(e);
                    unread.GiveUpIfMost(read);
                }
            }

            if (builder.Count == 0)
            {
                break;
            }

            yield return builder.Take();
            await Task.Yield();
        }

        unread.RefuseIfMost(read);
        if (unread.Error is { } error)
        {
            report(error);
        }
    }
}
