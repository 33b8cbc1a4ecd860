import { testExchange } from '../../support/machines/exchange-contract.ts';
import { postgresKind } from '../../support/machines/exchanges.ts';

testExchange(postgresKind);
