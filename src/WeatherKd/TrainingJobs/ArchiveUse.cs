using System.Text.Json.Serialization;

namespace WeatherKd.TrainingJobs;

/// <summary>Whether a student learns from the teacher's own series before it learns from observations.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ArchiveUse>))]
public enum ArchiveUse
{
    /// <summary>
    /// Each variable as far as folds within the training part say that it helps; not at all where the archive is too short or cannot be of
    /// the same weather.
    /// </summary>
    Auto,

    /// <summary>Never.</summary>
    Off,
}
