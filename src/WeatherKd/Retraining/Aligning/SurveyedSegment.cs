using WeatherKd.Series;
using WeatherKd.Storage;

namespace WeatherKd.Retraining.Aligning;

/// <summary>A segment and the hours that it covers.</summary>
/// <param name="Name">Name of its blob in <c>store</c>.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="First">First hour of an observation, or start of the first run.</param>
/// <param name="Last">The last.</param>
public sealed record SurveyedSegment(string Name, long Bytes, Hour First, Hour Last)
{
    /// <summary>Whether it may have rows of some hours.</summary>
    public bool Meets(Hour first, Hour last) => First <= last && Last >= first;

    /// <summary>The segment as it was listed.</summary>
    public Segment ToSegment() => new(Name, Bytes);
}
