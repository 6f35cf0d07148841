namespace WeatherKd.Training.Loop;

/// <summary>The loss became infinite or exploded, and did so again with ever smaller steps.</summary>
public sealed class TrainingDivergedException : Exception
{
    /// <summary>A divergence, with what to do about it.</summary>
    public TrainingDivergedException(string message)
        : base(message)
    {
    }

    /// <inheritdoc cref="TrainingDivergedException(string)"/>
    public TrainingDivergedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <inheritdoc cref="TrainingDivergedException(string)"/>
    public TrainingDivergedException()
    {
    }
}
