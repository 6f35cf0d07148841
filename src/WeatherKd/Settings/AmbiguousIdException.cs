namespace WeatherKd.Settings;

/// <summary>The beginning of an id was given, and several have it.</summary>
/// <param name="given">What was given.</param>
/// <param name="things">What they are, in the plural.</param>
/// <param name="candidates">The ids that begin so.</param>
public sealed class AmbiguousIdException(string given, string things, IReadOnlyList<string> candidates)
    : Exception(
        $"'{given}' is the beginning of {candidates.Count} {things}: "
        + $"{string.Join(", ", candidates.Take(Named))}{(candidates.Count > Named ? ", …" : string.Empty)}; write more of it.")
{
    private const int Named = 5;

    /// <summary>The ids that begin so.</summary>
    public IReadOnlyList<string> Candidates { get; } = candidates;
}
