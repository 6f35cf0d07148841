namespace WeatherKd.Training.Experiments;

/// <summary>What a run of an experiment is made for.</summary>
internal enum RunKind
{
    /// <summary>
    /// To compare the curves: all epochs without early stopping, scored along the way from the first hundredth of an epoch on.
    /// </summary>
    Curves,

    /// <summary>To compare students as they are in service: it stops early and is scored on the hold-out once, at its end.</summary>
    AsInService,

    /// <summary>
    /// To repeat the paper: a network from random weights, without a regression, its teacher's own value in the loss; all epochs, scored
    /// after each.
    /// </summary>
    AsPublished,
}
