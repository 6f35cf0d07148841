using WeatherKd.Series;
using WeatherKd.Storage;

namespace WeatherKd.Retraining.Aligning;

/// <summary>What is known of a month's segments, once they have been read.</summary>
/// <typeparam name="TSelf">The month.</typeparam>
public interface ISurveyedMonth<TSelf>
    where TSelf : ISurveyedMonth<TSelf>
{
    /// <summary>A month of which nothing has been read.</summary>
    static abstract TSelf None { get; }

    /// <summary>The segments that were read, by name.</summary>
    IReadOnlyList<SurveyedSegment> Segments { get; }

    /// <summary>Reads further segments.</summary>
    /// <param name="known">What is known.</param>
    /// <param name="added">The segments.</param>
    /// <param name="read">Reads a segment's rows.</param>
    static abstract Task<TSelf> ReadAsync(TSelf known, IEnumerable<Segment> added, Func<string, IAsyncEnumerable<Rows>> read);
}
