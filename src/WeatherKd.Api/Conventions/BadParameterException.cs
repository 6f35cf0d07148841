namespace WeatherKd.Api.Conventions;

/// <summary>A parameter of a request is missing or not usable. Becomes a 400 that says what was given and what is allowed.</summary>
internal sealed class BadParameterException : Exception
{
    private const int LongestEcho = 80;

    private BadParameterException(string message, string parameter, string? given, string allowed)
        : base(message)
    {
        Parameter = parameter;
        Given = given;
        Allowed = allowed;
    }

    /// <summary>A parameter that is not usable.</summary>
    /// <param name="parameter">Its name.</param>
    /// <param name="given">What was given.</param>
    /// <param name="allowed">What is allowed, as a phrase: <c>a whole number from 1 to 24</c>.</param>
    public BadParameterException(string parameter, string given, string allowed)
        : this($"Parameter '{parameter}' was '{Shorten(given)}'; allowed: {allowed}.", parameter, Shorten(given), allowed)
    {
    }

    public string Parameter { get; }

    /// <summary>What was given; null where the parameter is missing.</summary>
    public string? Given { get; }

    public string Allowed { get; }

    /// <summary>A parameter that must be there is not.</summary>
    /// <param name="parameter">Its name.</param>
    /// <param name="needed">What is needed, as a phrase.</param>
    public static BadParameterException Missing(string parameter, string needed) =>
        new($"Parameter '{parameter}' is missing; needed: {needed}.", parameter, null, needed);

    /// <summary>Two parameters that exclude each other are both there.</summary>
    /// <param name="parameter">The one to leave out.</param>
    /// <param name="other">The other.</param>
    public static BadParameterException Both(string parameter, string other) =>
        new(
            $"Parameters '{parameter}' and '{other}' were given together; allowed: one of the two.",
            parameter,
            $"together with {other}",
            "one of the two");

    /// <summary>What comes back to the sender is bounded and has no control characters, whatever was sent.</summary>
    private static string Shorten(string given)
    {
        var text = given.Length <= LongestEcho ? given : string.Concat(given.AsSpan(0, LongestEcho), "…");
        return string.Concat(text.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '\uFFFD' : c));
    }
}
