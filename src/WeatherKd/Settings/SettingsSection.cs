namespace WeatherKd.Settings;

/// <summary>A section of the configuration, and what it may hold.</summary>
/// <param name="Name">The section's name.</param>
/// <param name="Type">Type of its options: each public property that can be set is a setting.</param>
/// <param name="Others">Names below the section that are not read through the type.</param>
public sealed record SettingsSection(string Name, Type Type, params IReadOnlyList<string> Others);
