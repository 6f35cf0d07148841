namespace WeatherKd.Training.Network;

/// <summary>What a regression believes beforehand.</summary>
public enum PriorKind
{
    /// <summary>Nothing: all weights 0, the mean of the training part.</summary>
    Nothing,

    /// <summary>That the teacher is right as it is.</summary>
    Teacher,

    /// <summary>What the same regression learned from the teacher's archive.</summary>
    Archive,
}
