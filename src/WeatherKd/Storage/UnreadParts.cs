namespace WeatherKd.Storage;

/// <summary>What of a file could not be read while the rest is used: it is counted, and the first few are kept to be told.</summary>
/// <param name="kind">What is counted, in the plural: <c>values</c>, <c>groups</c>.</param>
internal sealed class UnreadParts(string kind)
{
    private const int Shown = 3;
    private readonly List<InputFormatException> _first = [];

    /// <summary>How many there are.</summary>
    public long Count { get; private set; }

    /// <summary>The first few of them with their number, at the place of the first; null where all could be read.</summary>
    public InputFormatException? Error => Count switch
    {
        0 => null,
        1 => _first[0],
        _ => _first[0].Saying($"{string.Join(' ', _first.Select(e => e.Message))} {Count} {kind} in all could not be read; the others are used."),
    };

    /// <summary>The first of them; null where all could be read.</summary>
    public InputFormatException? First => _first.FirstOrDefault();

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
