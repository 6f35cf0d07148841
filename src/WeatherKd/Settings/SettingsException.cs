namespace WeatherKd.Settings;

/// <summary>Settings that cannot be used. The message names each, what was given and what is allowed.</summary>
public sealed class SettingsException(IReadOnlyList<string> problems) : Exception(string.Join("; ", problems) + ".")
{
    /// <summary>What is wrong, one clause a setting.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
