namespace WeatherKd.Storage;

/// <summary>Folders of segments in the container <c>store</c>, without a slash at the end.</summary>
public static class SegmentFolders
{
    /// <summary>Observations, a folder a month below.</summary>
    public const string Observations = "observations";

    /// <summary>Runs of numerical models, a folder a model and a month below.</summary>
    public const string Teacher = "teacher";

    /// <summary>Every folder of segments.</summary>
    public static IReadOnlyList<string> All { get; } = [Observations, Teacher];
}
