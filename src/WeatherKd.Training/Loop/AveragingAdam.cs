using WeatherKd.Training.Network;
using WeatherKd.Training.Tensors;
using static TorchSharp.torch;

namespace WeatherKd.Training.Loop;

/// <summary>
/// Adam with decoupled weight decay (Loshchilov and Hutter 2019), gradient clipping by the global norm and a running average of the
/// weights, without a value read back to the host in a step. Ours because a checkpoint must hold all of its state bit for bit, the average
/// included.
/// </summary>
internal sealed class AveragingAdam : IDisposable
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;
    private const double Epsilon = 1e-8;

    /// <summary>
    /// Exponent of the power-law average (Karras et al. 2024): about the last 1/(exponent + 2) of all steps count, however long training
    /// has been, so that neither the first evaluations lag nor late ones are noisy.
    /// </summary>
    private const double AverageExponent = 6;

    /// <summary>
    /// Most that a weight decays in a step: a training part of a day or two must not wipe out what the step before has learned.
    /// </summary>
    private const double MostDecay = 0.1;

    private readonly List<Slot> _slots;
    private readonly double _clip;

    /// <summary>State of all weights one after another, so that a step is a few large operations instead of some for each tensor.</summary>
    private readonly Tensor _mean;
    private readonly Tensor _square;
    private readonly Tensor _average;

    /// <summary>What weights decay towards.</summary>
    private readonly Tensor _anchor;

    /// <summary>1 where a weight decays; biases do not.</summary>
    private readonly Tensor _decays;

    private double _decay;

    /// <summary>Steps made when the moments were last empty: Adam's bias correction counts from there.</summary>
    private int _momentsFrom;

    public AveragingAdam(StudentNetwork network, double clip, double decay)
    {
        _clip = clip;
        _decay = decay;
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var weights = network.Weights;
        _average = Flat(weights.Select(w => w.Value)).DetachFromDisposeScope();
        _mean = zeros_like(_average).DetachFromDisposeScope();
        _square = zeros_like(_average).DetachFromDisposeScope();
        _anchor = zeros_like(_average).DetachFromDisposeScope();
        _decays = Flat(weights.Select(w => w.Value.dim() > 1 ? ones_like(w.Value) : zeros_like(w.Value))).DetachFromDisposeScope();
        _slots = [];
        long at = 0;
        foreach (var (name, weight) in weights)
        {
            Tensor Part(Tensor flat) => flat.narrow(0, at, weight.numel()).view(weight.shape).DetachFromDisposeScope();
            _slots.Add(new Slot(name, weight, Part(_mean), Part(_square), Part(_average), Part(_anchor)));
            at += weight.numel();
        }
    }

    /// <summary>Steps made; decides how far the average reaches back.</summary>
    public int Steps { get; private set; }

    /// <summary>One step along the gradients, which are cleared.</summary>
    public void Step(double learningRate)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        Steps++;
        var gradient = Flat(_slots.Select(s => s.Weight.grad ?? zeros_like(s.Weight)));
        gradient.mul_(gradient.norm().Add(1e-6).reciprocal().Multiply(_clip).AtMost(1));
        var momentSteps = Steps - _momentsFrom;
        var rate = learningRate * Math.Sqrt(1 - Math.Pow(Beta2, momentSteps)) / (1 - Math.Pow(Beta1, momentSteps));
        var averageShare = 1 - Math.Pow(1 - (1.0 / Steps), AverageExponent + 1);
        _mean.MultiplyInPlace(Beta1).AddInPlace(gradient, 1 - Beta1);
        _square.MultiplyInPlace(Beta2).AddProductInPlace(gradient, gradient, 1 - Beta2);
        var weights = Flat(_slots.Select(s => s.Weight));
        weights.AddProductInPlace(_decays, _anchor - weights, Math.Min(MostDecay, learningRate * _decay));
        weights.AddQuotientInPlace(_mean, _square.sqrt().AddInPlace(Epsilon), -rate);
        _average.lerp_(weights, averageShare);
        long at = 0;
        foreach (var slot in _slots)
        {
            slot.Weight.copy_(weights.narrow(0, at, slot.Weight.numel()).view(slot.Weight.shape));
            slot.Weight.grad?.zero_();
            at += slot.Weight.numel();
        }
    }

    /// <summary>Sets the weight decay and what weights decay towards: what they are now, or 0.</summary>
    public void DecayTowards(bool present, double decay)
    {
        using var noGradient = no_grad();
        _decay = decay;
        if (present)
        {
            using var scope = NewDisposeScope();
            _anchor.copy_(Flat(_slots.Select(s => s.Weight)));
        }
        else
        {
            _anchor.zero_();
        }
    }

    /// <summary>Puts the averaged weights into the network until the result is disposed: for evaluation and export.</summary>
    public IDisposable UseAverages() => new Averages(_slots);

    /// <summary>A copy of all state on the host: <c>kind/tensor</c> to values.</summary>
    public Dictionary<string, float[]> Snapshot()
    {
        var state = new Dictionary<string, float[]>(StringComparer.Ordinal);
        foreach (var slot in _slots)
        {
            foreach (var (kind, tensor) in slot.Tensors)
            {
                state[$"{kind}/{slot.Name}"] = HostTensors.Read(tensor);
            }
        }

        state["moments_from"] = [_momentsFrom];
        return state;
    }

    /// <summary>Sets all state from the host.</summary>
    public void Restore(IReadOnlyDictionary<string, float[]> state, int steps)
    {
        foreach (var slot in _slots)
        {
            foreach (var (kind, tensor) in slot.Tensors)
            {
                // States of before there were anchors decay towards 0.
                HostTensors.Write(
                    tensor,
                    state.TryGetValue($"{kind}/{slot.Name}", out var values) || kind != "anchor" ? values! : new float[tensor.numel()]);
            }
        }

        _momentsFrom = (int)state["moments_from"][0];
        Steps = steps;
    }

    /// <summary>
    /// Begins anew at the network's present weights, with empty moments but a step size and an average of a run that has come this far.
    /// </summary>
    public void ContinueFromHere(int steps)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        _average.copy_(Flat(_slots.Select(s => s.Weight)));
        _mean.zero_();
        _square.zero_();
        Steps = steps;
        _momentsFrom = steps;
    }

    public void Dispose()
    {
        foreach (var (_, part) in _slots.SelectMany(s => s.State))
        {
            part.Dispose();
        }

        foreach (var flat in new[] { _mean, _square, _average, _anchor, _decays })
        {
            flat.Dispose();
        }
    }

    private static Tensor Flat(IEnumerable<Tensor> tensors) => cat([.. tensors.Select(t => t.detach().flatten())], 0);

    /// <summary>A weight and its parts of the state.</summary>
    private sealed record Slot(string Name, Tensor Weight, Tensor Mean, Tensor Square, Tensor Average, Tensor Anchor)
    {
        public IEnumerable<(string Kind, Tensor Tensor)> Tensors => [("weight", Weight), .. State];

        public IEnumerable<(string Kind, Tensor Tensor)> State =>
            [("mean", Mean), ("square", Square), ("average", Average), ("anchor", Anchor)];
    }

    private sealed class Averages : IDisposable
    {
        private readonly List<Slot> _slots;
        private readonly Tensor[] _kept;

        public Averages(List<Slot> slots)
        {
            using var noGradient = no_grad();
            _slots = slots;
            _kept = [.. slots.Select(s => s.Weight.detach().clone().DetachFromDisposeScope())];
            foreach (var slot in slots)
            {
                slot.Weight.copy_(slot.Average);
            }
        }

        public void Dispose()
        {
            using var noGradient = no_grad();
            for (var i = 0; i < _slots.Count; i++)
            {
                _slots[i].Weight.copy_(_kept[i]);
                _kept[i].Dispose();
            }
        }
    }
}
