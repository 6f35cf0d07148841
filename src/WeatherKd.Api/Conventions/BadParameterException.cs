namespace WeatherKd.Api.Conventions;

/// <summary>A parameter of a request is not usable. Becomes a 400 that says what was given and what is allowed.</summary>
/// <param name="parameter">Its name.</param>
/// <param name="given">What was given.</param>
/// <param name="allowed">What is allowed, as a phrase: <c>a whole number from 1 to 24</c>.</param>
internal sealed class BadParameterException(string parameter, string given, string allowed)
    : Exception($"Parameter '{parameter}' was '{Shorten(given)}'; allowed: {allowed}.")
{
    private const int LongestEcho = 80;

    public string Parameter { get; } = parameter;

    public string Given { get; } = Shorten(given);

    public string Allowed { get; } = allowed;

    /// <summary>What comes back to the sender is bounded and has no control characters, whatever was sent.</summary>
    private static string Shorten(string given)
    {
        var text = given.Length <= LongestEcho ? given : string.Concat(given.AsSpan(0, LongestEcho), "…");
        return string.Concat(text.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '\uFFFD' : c));
    }
}
