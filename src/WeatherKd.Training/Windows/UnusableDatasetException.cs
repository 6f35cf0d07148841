namespace WeatherKd.Training.Windows;

/// <summary>
/// The data cannot be trained on, and another try would end the same way. The message names what is there and what is needed.
/// </summary>
public sealed class UnusableDatasetException : Exception
{
    /// <summary>Data that cannot be trained on, with the reason for the person who must act.</summary>
    public UnusableDatasetException(string message)
        : base(message)
    {
    }

    /// <inheritdoc cref="UnusableDatasetException(string)"/>
    public UnusableDatasetException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <inheritdoc cref="UnusableDatasetException(string)"/>
    public UnusableDatasetException()
    {
    }
}
