namespace WeatherKd.Tests.Observations;

/// <summary>The tests of a format: their sample files are the ones that <see cref="ObservationFuzzTests"/> damages.</summary>
internal interface IFormatSamples
{
    /// <summary>Small sound files, one of each format that the class tests, by their names.</summary>
    static abstract IReadOnlyList<(string Name, string Content)> Samples { get; }
}
