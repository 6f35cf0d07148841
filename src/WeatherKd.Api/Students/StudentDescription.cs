using WeatherKd.Students;

namespace WeatherKd.Api.Students;

/// <summary>A student as the API lists it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="InService">Whether it is the champion.</param>
/// <param name="State">What it is to the service.</param>
/// <param name="Fault">What is wrong with its folder; null where nothing is.</param>
/// <param name="RegisteredAt">When its training ended and it was registered; null, like all below, where its manifest cannot be
/// read.</param>
/// <param name="NewestRun">Newest run of the numerical model that it learned from.</param>
/// <param name="Lineage">What it was made from.</param>
/// <param name="Job">Its training job.</param>
/// <param name="TrainingSeconds">Wall time of that.</param>
/// <param name="Device"><c>cpu</c> or <c>cuda</c>.</param>
/// <param name="OnnxSha256">Hash of its file.</param>
/// <param name="OnnxBytes">Size of its file.</param>
internal sealed record StudentDescription(
    string Id,
    bool InService,
    StudentState State,
    string? Fault,
    DateTimeOffset? RegisteredAt,
    DateTimeOffset? NewestRun,
    StudentLineage? Lineage,
    string? Job,
    double? TrainingSeconds,
    string? Device,
    string? OnnxSha256,
    long? OnnxBytes)
{
    public static StudentDescription Of(string id, StudentManifest? manifest, string? fault, StudentState state) => new(
        id,
        state == StudentState.Champion,
        state,
        fault,
        manifest?.RegisteredAt,
        manifest?.NewestRun,
        manifest?.Lineage,
        manifest?.Job,
        manifest?.TrainingSeconds,
        manifest?.Device,
        manifest?.OnnxSha256,
        manifest?.OnnxBytes);
}
