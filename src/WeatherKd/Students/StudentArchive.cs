using WeatherKd.Series;

namespace WeatherKd.Students;

/// <summary>What a student learned from the teacher's archive, the numerical model's own series, before the observations.</summary>
public sealed record StudentArchive
{
    /// <summary>Start of the oldest run; null where there was no archive.</summary>
    public DateTimeOffset? FirstRun { get; init; }

    /// <summary>Start of the newest run. It lies before what the student was verified on.</summary>
    public DateTimeOffset? NewestRun { get; init; }

    /// <summary>Number of runs.</summary>
    public int Runs { get; init; }

    /// <summary>Variables that it taught; empty where observations alone were found as good.</summary>
    public IReadOnlyList<string> Taught { get; init; } = [];

    /// <summary>
    /// The archive whose windows the network learned from, in this training or in one before it: this one, or one that is up to a tenth
    /// shorter. Null where it learned from none.
    /// </summary>
    public TeacherArchiveDescription? NetworkTaughtBy { get; init; }

    /// <summary>Epochs over its windows.</summary>
    public int Epochs { get; init; }

    /// <summary>What of it was left out and why, a sentence each.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];
}
