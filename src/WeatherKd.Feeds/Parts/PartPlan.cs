using WeatherKd.Feeds.Content;
using WeatherKd.Feeds.Requests;

namespace WeatherKd.Feeds.Parts;

/// <summary>How a part is asked for.</summary>
/// <param name="Address">Its address, with a placeholder for a key.</param>
/// <param name="Kind">What it must be.</param>
public sealed record PartPlan(Uri Address, ContentKind Kind)
{
    /// <summary>The bytes of its messages, ascending, neighbours together; null for the whole file.</summary>
    public IReadOnlyList<ByteRange>? Ranges { get; init; }

    /// <summary>Start of the run that GRIB messages must be of; null where any will do.</summary>
    public DateTimeOffset? Run { get; init; }

    /// <summary>What the ranges were read from, so that what was fetched by another index is not put together with this one.</summary>
    public string IndexTag { get; init; } = "";

    /// <summary>Turns what comes into a file that WeatherKd reads; null leaves it as it is.</summary>
    public PartRewriting? Rewrite { get; init; }

    /// <summary>Whether an empty answer is one: nothing was reported.</summary>
    public bool MayBeEmpty { get; init; }

    /// <summary>Bytes at most.</summary>
    public long MostBytes { get; init; } = 4L << 30;

    /// <summary>Name of the blob by what came, for sources that publish newer versions under one address; null takes the part's.</summary>
    public Func<SourceAnswer, string>? NameBy { get; init; }
}

/// <summary>Rewrites a file.</summary>
/// <param name="input">What came.</param>
/// <param name="output">What is stored.</param>
/// <param name="answer">Its headers.</param>
/// <returns>Whether there is anything to store.</returns>
/// <exception cref="SourceException">It is not what the source is documented to send.</exception>
public delegate Task<bool> PartRewriting(Stream input, Stream output, SourceAnswer answer);
