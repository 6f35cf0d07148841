namespace WeatherKd.Storage;

/// <summary>What of a file could not be read while the rest is used: it is counted, and the first few are kept to be told.</summary>
/// <param name="kind">What is counted, in the plural: <c>values</c>, <c>groups</c>.</param>
internal sealed class UnreadParts(string kind)
{
    private const int Shown = 3;

    /// <summary>So many from which on a file that has more of them than others is given up before its end.</summary>
    private const int GivenUp = 1000;

    private readonly List<InputFormatException> _first = [];

    /// <summary>How many there are.</summary>
    public long Count { get; private set; }

    /// <summary>The first few of them with their number, at the place of the first; null where all could be read.</summary>
    public InputFormatException? Error => Count switch
    {
        0 => null,
        1 => _first[0],
        _ =>
            _first[0].Saying(
                $"{string.Join(' ', _first.Select(e => e.Message))} {Count} {kind} in all could not be read; the others are used."),
    };

    /// <summary>The first of them; null where all could be read.</summary>
    public InputFormatException? First => _first.FirstOrDefault();

    /// <summary>To be called at the file's end.</summary>
    /// <param name="read">How many could be read.</param>
    /// <exception cref="InputFormatException">Fewer than could not: the first of these.</exception>
    public void RefuseIfMost(long read)
    {
        if (Count > read)
        {
            throw _first[0];
        }
    }

    /// <summary>As <see cref="RefuseIfMost"/>, to be called while the file is read: not before a thousand could not be.</summary>
    public void GiveUpIfMost(long read)
    {
        if (Count > GivenUp)
        {
            RefuseIfMost(read);
        }
    }

    /// <summary>Counts one.</summary>
    public void Add(InputFormatException error)
    {
        if (Count++ < Shown)
        {
            _first.Add(error);
        }
    }

    /// <summary>Counts one whose error is made only where it is kept: there may be millions.</summary>
    public void Add(Func<InputFormatException> error)
    {
        if (Count < Shown)
        {
            _first.Add(error());
        }

        Count++;
    }
}
