namespace WeatherKd.Alignment;

/// <summary>There is not enough to align. The message says what there is and what is needed.</summary>
public sealed class AlignmentException(string message) : Exception(message);
