namespace WeatherKd.Forecasting;

/// <summary>
/// Something that is lent out: it is disposed of once its owner has disposed of this and the last borrower has returned it, in whatever
/// order. Safe for concurrent calls, but for borrowing what the owner has disposed of.
/// </summary>
/// <typeparam name="T">What is lent.</typeparam>
internal sealed class Loans<T>(T lent) : IDisposable
    where T : IDisposable
{
    private int _holders = 1;
    private int _disposed;

    /// <summary>What is lent.</summary>
    public T Lent => lent;

    /// <summary>Whether anybody has borrowed it and not returned it yet.</summary>
    public bool AreOut => Volatile.Read(ref _holders) > 1 - Volatile.Read(ref _disposed);

    /// <summary>Borrows it. Dispose the result when done.</summary>
    /// <exception cref="ObjectDisposedException">The owner has disposed of it.</exception>
    public Loan Borrow()
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        Interlocked.Increment(ref _holders);
        return new Loan(this);
    }

    /// <summary>Lets go of it: it is disposed of now, or when the last loan is returned.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            LetGo();
        }
    }

    private void LetGo()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            lent.Dispose();
        }
    }

    /// <summary>One loan; returned once, however often it is disposed of.</summary>
    public sealed class Loan : IDisposable
    {
        private readonly Loans<T> _from;
        private int _returned;

        internal Loan(Loans<T> from) => _from = from;

        /// <summary>What is lent.</summary>
        public T Lent => _from.Lent;

        /// <inheritdoc/>
        public void Dispose()
        {
            if (Interlocked.Exchange(ref _returned, 1) == 0)
            {
                _from.LetGo();
            }
        }
    }
}
