namespace WeatherKd.Feeds.Settings;

/// <summary>What a source asks of those who use its data.</summary>
/// <param name="Attribution">Words to show wherever the data, or what was made from them, are shown.</param>
/// <param name="Link">Page with the terms of use.</param>
public sealed record SourceTerms(string Attribution, string Link);
