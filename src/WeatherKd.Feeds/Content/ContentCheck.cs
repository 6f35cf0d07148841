namespace WeatherKd.Feeds.Content;

/// <summary>
/// Looks at content while it passes: whether it is what it should be, and whether it is whole. Nothing is kept but the state.
/// </summary>
internal abstract class ContentCheck
{
    /// <summary>The check of a kind.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="run">Start of the run that GRIB messages must be of; null where any will do.</param>
    public static ContentCheck Of(ContentKind kind, DateTimeOffset? run = null) => kind switch
    {
        ContentKind.Grib => new GribCheck(run),
        ContentKind.Bzip2 => new Bzip2Check(),
        ContentKind.Text => new PageCheck(mustBeText: true),
        _ => new PageCheck(mustBeText: false),
    };

    /// <summary>Takes the next piece.</summary>
    /// <returns>What is wrong; null where nothing is so far.</returns>
    public abstract string? Take(ReadOnlySpan<byte> piece);

    /// <summary>Says whether what came was all.</summary>
    /// <returns>What is missing; null where nothing is.</returns>
    public abstract string? End();
}
